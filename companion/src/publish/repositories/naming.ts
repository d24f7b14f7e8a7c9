/**
 * A repository that the person names by an address: what is there, and what it
 * is to be called here.
 */
import type { NewRepository } from 'sciencemesh-contract';
import type { OutboundClient } from '../../http/outbound.ts';
import type { OwnRepository } from '../../store/repositories.ts';
import { addressOf, isSandbox, type HostDefinition } from './definitions.ts';
import { addressRefused, othersRefused } from './problems.ts';
import { flavourOfHost, recognise } from './recognition.ts';

export interface NamingOptions {
  outbound: OutboundClient;
  /** Whether the person may name others than those there are. */
  others: boolean;
  hosts: () => readonly HostDefinition[];
  signal: AbortSignal;
}

export type Named =
  | { isNew: false; id: string }
  | { isNew: true; id: string; own: OwnRepository };

/** @throws RequestProblem 403, 422, 503 */
export async function nameRepository(
  { kind, name, url }: NewRepository,
  { hosts, others, outbound, signal }: NamingOptions
): Promise<Named> {
  const address = readable(url, outbound);
  const known = knownAt(address, hosts());
  if (known !== null) {
    return { isNew: false, id: known.id };
  }
  if (!others) {
    throw othersRefused();
  }
  const found =
    kind === undefined
      ? await recognise(address, outbound, signal)
      : {
          kind,
          url: addressOf(address),
          flavour: kind === 'dataverse' ? null : flavourOfHost(address)
        };
  const all = hosts();
  const same = all.find(one => one.url === found.url);
  if (same !== undefined) {
    return { isNew: false, id: same.id };
  }
  const { host } = new URL(found.url);
  const id = identifierFor(
    host,
    all.map(one => one.id)
  );
  const own: OwnRepository = {
    id,
    kind: found.kind,
    flavour: found.flavour,
    name: name ?? host,
    url: found.url,
    sandbox: isSandbox(found.url)
  };
  return { isNew: true, id, own };
}

/** People copy whatever page they are at: the host says which it is. */
function knownAt(
  address: URL,
  hosts: readonly HostDefinition[]
): HostDefinition | null {
  const written = addressOf(address);
  return (
    hosts.find(({ url }) => written === url || written.startsWith(`${url}/`)) ??
    null
  );
}

function readable(text: string, outbound: OutboundClient): URL {
  const url = URL.parse(text);
  if (url === null) {
    throw addressRefused(
      'This is no address. Copy it from the address bar of the browser.'
    );
  }
  if (
    url.protocol === 'http:' &&
    outbound.judge(url.href)?.code === 'scheme-refused'
  ) {
    // What is typed without thinking; where it is meant, it is configured.
    url.protocol = 'https:';
  }
  const refused = outbound.judge(url.href);
  if (refused !== null) {
    throw addressRefused(refused.message, refused);
  }
  return url;
}

/** The host with dashes, and a number where it is taken. */
function identifierFor(host: string, taken: readonly string[]): string {
  const base =
    host
      .toLowerCase()
      .replace(/[^a-z0-9]+/gu, '-')
      .replace(/^-+|-+$/gu, '')
      .slice(0, 56) || 'repository';
  let id = base;
  for (let number = 2; taken.includes(id) || id === 'bundle'; number += 1) {
    id = `${base}-${number}`;
  }
  return id;
}
