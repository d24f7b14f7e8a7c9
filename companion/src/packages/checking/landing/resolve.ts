/**
 * From a DOI or landing page to the files behind it, on a person's click.
 */
import { OutboundError, type OutboundClient } from '../../../http/outbound.ts';
import { isLoginAddress } from '../../../transfers/web-page.ts';
import { loginWanted, refusalOf, troubleOf } from '../source-answers.ts';
import { DataverseLanding } from './dataverse.ts';
import { directFile } from './direct-file.ts';
import { InvenioRdmLanding } from './invenio-rdm.ts';
import type { LandingAdapter, Resolution } from './resolution.ts';

/**
 * Follows the address to its landing page and asks the repository behind it
 * for its files. Never throws for what the other side does.
 */
export async function resolveLanding(
  address: string,
  client: OutboundClient,
  signal?: AbortSignal
): Promise<Resolution> {
  try {
    return await followAndList(address, client, signal);
  } catch (error) {
    if (error instanceof OutboundError) {
      return { ok: false, ...troubleOf(error) };
    }
    throw error;
  }
}

async function followAndList(
  address: string,
  client: OutboundClient,
  signal?: AbortSignal
): Promise<Resolution> {
  const answer = await client.request(address, {
    headers: { accept: 'text/html, */*;q=0.1' },
    signal
  });
  answer.discard();
  const { status } = answer;
  const page = new URL(answer.url);
  const { host } = page;
  if (status === 404 || status === 410) {
    return { ok: false, state: 'missing', message: notThere(address, page) };
  }
  const adapters: LandingAdapter[] = [
    new InvenioRdmLanding(client),
    new DataverseLanding(client)
  ];
  for (const adapter of adapters) {
    const resolution = await adapter.list(page, signal);
    if (resolution !== null) {
      return resolution;
    }
  }
  const file = directFile(address, answer);
  if (file !== null) {
    return { ok: true, files: [file] };
  }
  const refusal = isLoginAddress(page)
    ? loginWanted(host, 'page')
    : refusalOf({ status, host }, 'page');
  return {
    ok: false,
    ...(refusal ?? {
      state: 'failed',
      message: `The files behind this page at ${host} cannot be listed from here. Open the page and download them there.`
    })
  };
}

/** A resolver does not know the name, or the page it names is gone. */
function notThere(address: string, page: URL): string {
  return page.host === new URL(address).host
    ? `${page.host} does not know this address. Ask the sender for the right one.`
    : `${new URL(address).host} leads to ${page.host}, which does not have the page (any more). Ask the sender where the files are now.`;
}
