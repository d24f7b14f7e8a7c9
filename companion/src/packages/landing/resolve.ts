/**
 * From a DOI or landing page to the files behind it, on a person's click.
 */
import { OutboundError, type OutboundClient } from '../../http/outbound.ts';
import { DataverseLanding } from './dataverse.ts';
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
      return {
        ok: false,
        page: null,
        state: error.code.endsWith('-refused') ? 'refused' : 'failed',
        message: error.message
      };
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
  const page = new URL(answer.url);
  if (answer.status === 404 || answer.status === 410) {
    return {
      ok: false,
      page: null,
      state: 'missing',
      message: `${new URL(address).host} does not know this address. Ask the sender for the right one.`
    };
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
  return unreadable(page, answer.status);
}

function unreadable(page: URL, status: number): Resolution {
  if (status === 401 || status === 403) {
    return {
      ok: false,
      page: page.href,
      state: 'login',
      message: `${page.host} wants a login. Open the page, sign in and download the files there.`
    };
  }
  return {
    ok: false,
    page: page.href,
    state: status < 400 ? 'failed' : 'missing',
    message:
      status < 400
        ? `The files behind this page at ${page.host} cannot be listed automatically. Open the page and download them there.`
        : `${page.host} answered ${status}. Open the page to see what it says.`
  };
}
