/**
 * "Check sources": asks each host about its files, on a person's click.
 *
 * Files answer a HEAD request, DOIs and landing pages become the files behind
 * them. Nothing is downloaded.
 */
import { CheckState, type PackageFile } from 'sciencemesh-contract';
import { Type, type Static } from 'typebox';
import {
  OutboundError,
  type OutboundClient,
  type OutboundResponse
} from '../../http/outbound.ts';
import { isLoginAddress, mayBePage } from '../../transfers/web-page.ts';
import { HostTroubles } from './host-troubles.ts';
import { ResolvedFile } from './landing/resolution.ts';
import { resolveLanding } from './landing/resolve.ts';
import {
  loginWanted,
  refusalOf,
  troubleOf,
  type SourceTrouble
} from './source-answers.ts';

/** What was learned about one file; plain JSON, so that it can be kept. */
export const SourceFinding = Type.Object({
  check: CheckState,
  message: Type.Union([Type.String(), Type.Null()]),
  size: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
  /** The files behind a DOI or landing page. */
  resolved: Type.Union([Type.Array(ResolvedFile), Type.Null()])
});
export type SourceFinding = Static<typeof SourceFinding>;

/** Findings by the file's index. */
export type SourceFindings = Record<number, SourceFinding>;

/** Requests under way at once; polite to the one host that most name. */
const PARALLEL = 6;

/**
 * Checks the given files and reports each finding as it comes. When the signal
 * stops it, files that were not answered for are not reported.
 *
 * @param onFinding called once for every file that has an address
 */
export async function checkSources(
  files: readonly PackageFile[],
  client: OutboundClient,
  onFinding: (index: number, finding: SourceFinding) => void,
  signal?: AbortSignal
): Promise<void> {
  const queue = files.values();
  const troubles = new HostTroubles();
  const worker = async () => {
    for (const file of queue) {
      if (file.url === null) {
        continue;
      }
      const finding =
        troubles.known(file.url) ??
        (file.source === 'landing'
          ? await checkLanding(file.url, client, signal)
          : await checkFile(file.url, file.path, client, troubles, signal));
      if (signal?.aborted === true) {
        return;
      }
      onFinding(file.index, finding);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}

/** The finding about a DOI or landing page: the files behind it. */
export async function checkLanding(
  url: string,
  client: OutboundClient,
  signal?: AbortSignal
): Promise<SourceFinding> {
  const resolution = await resolveLanding(url, client, signal);
  return resolution.ok
    ? available({ resolved: resolution.files })
    : inTrouble(resolution);
}

async function checkFile(
  url: string,
  path: string,
  client: OutboundClient,
  troubles: HostTroubles,
  signal?: AbortSignal
): Promise<SourceFinding> {
  try {
    const answer = await ask(url, client, signal);
    const trouble = troubleIn(answer, path);
    const finding =
      trouble === null
        ? available({ size: sizeIn(answer) })
        : inTrouble(trouble);
    troubles.noteAnswer(url, answer.status, finding);
    return finding;
  } catch (error) {
    if (!(error instanceof OutboundError)) {
      throw error;
    }
    const finding = inTrouble(troubleOf(error));
    troubles.noteFailure(url, error.code, finding);
    return finding;
  }
}

/** Addresses that are signed for GET alone refuse HEAD, in one way or other. */
const ASKED_AGAIN = new Set([400, 403, 405, 501]);

async function ask(
  url: string,
  client: OutboundClient,
  signal?: AbortSignal
): Promise<OutboundResponse> {
  const answer = await client.request(url, { method: 'HEAD', signal });
  answer.discard();
  if (!ASKED_AGAIN.has(answer.status)) {
    return answer;
  }
  const again = await client.request(url, {
    headers: { range: 'bytes=0-0' },
    signal
  });
  again.discard();
  return again;
}

function troubleIn(
  answer: OutboundResponse,
  path: string
): SourceTrouble | null {
  const url = new URL(answer.url);
  const { host } = url;
  if (answer.status === 416) {
    // The range of an empty file.
    return null;
  }
  const refusal = refusalOf({ status: answer.status, host }, 'file');
  if (refusal !== null || !mayBePage(answer.headers['content-type'], path)) {
    return refusal;
  }
  if (isLoginAddress(url)) {
    return loginWanted(host, 'file');
  }
  // A name without an ending may well be that of a page.
  return /\.[^./]+$/.test(path)
    ? {
        state: 'failed',
        message: `${host} answers with a web page instead of the file. Open the address in the browser to see why.`
      }
    : null;
}

/** Null where the header speaks of something else than the file's bytes. */
function sizeIn({ status, headers }: OutboundResponse): number | null {
  const coded = headers['content-encoding'] ?? 'identity';
  if (coded !== 'identity') {
    return null;
  }
  const text =
    status === 200
      ? headers['content-length']
      : /^bytes [^/]+\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1];
  const size = /^\d+$/.test(text ?? '') ? Number(text) : null;
  return Number.isSafeInteger(size) ? size : null;
}

function available(
  known: Partial<Pick<SourceFinding, 'size' | 'resolved'>>
): SourceFinding {
  return {
    check: 'available',
    message: null,
    size: null,
    resolved: null,
    ...known
  };
}

function inTrouble({ state, message }: SourceTrouble): SourceFinding {
  return { check: state, message, size: null, resolved: null };
}
