/**
 * An InvenioRDM as a repository, for tests beside a real one.
 */
import { createOutboundClient } from '../../../http/guarded-client.ts';
import type { ClientOptions } from '../../http/deposit-client.ts';
import { InvenioRdm } from '../../invenio-rdm/invenio-rdm.ts';
import { profileOf, type Profile } from '../../invenio-rdm/profile.ts';
import type { DraftState, FileToSend, UploadSlot } from '../../repository.ts';
import type { BenchRepository } from './bench.ts';

/** Small parts, so that small files have some. */
export const PART = 1024 * 1024;

export const outbound = createOutboundClient(
  { plainHttp: ['*'], privateHosts: ['*'] },
  undefined,
  { environment: {} }
);

/**
 * @param token asked for anew each time
 * @param behind address that the server knows itself by, where there is
 * something in between
 */
export function invenioAt(
  url: string,
  token: () => string,
  behind = url
): BenchRepository {
  const options = { outbound, url, token: () => Promise.resolve(token()) };
  const profile = {
    ...profileOf('plain'),
    parts: { above: PART, bytes: PART, together: 2 }
  };
  return {
    kind: 'invenio-rdm',
    adapter: new Between(options, profile, behind)
  };
}

/** Parts go the same way as everything else. */
class Between extends InvenioRdm {
  readonly #url: string;
  readonly #behind: string;

  constructor(options: ClientOptions, profile: Profile, behind: string) {
    super(options, profile);
    this.#url = options.url;
    this.#behind = behind;
  }

  override async begin(
    draft: DraftState,
    files: readonly FileToSend[],
    signal: AbortSignal
  ): Promise<UploadSlot[]> {
    const slots = await super.begin(draft, files, signal);
    return JSON.parse(
      JSON.stringify(slots).replaceAll(this.#behind, this.#url)
    ) as UploadSlot[];
  }
}
