/**
 * Who may send: allow and deny lists, signed or not, networks. The sender's
 * host is a claim until signatures are verified, which is what `from` and
 * `unsigned` are for.
 */
import { BlockList, isIP } from 'node:net';
import type { OcmConfig } from 'sciencemesh-contract';
import {
  endpointOf,
  parseHostPattern,
  type HostPattern
} from '../http/host-patterns.ts';

/** Why a sender is kept out; `message` goes to the peer. */
export interface Refusal {
  status: 401 | 403;
  reason: 'denied' | 'not-allowed' | 'network' | 'unsigned';
  message: string;
}

interface HostRule {
  pattern: HostPattern;
  unsigned: 'allow' | 'refuse' | undefined;
  from: BlockList | null;
}

export class SenderPolicy {
  readonly #allow: readonly HostPattern[];
  readonly #deny: readonly HostPattern[];
  /** Most precise first. */
  readonly #rules: readonly HostRule[];
  readonly #unsigned: 'allow' | 'refuse';
  /** Lists that are in force, as discovery announces them. */
  readonly criteria: readonly string[];

  /** @throws RangeError naming an entry that is no host or no network */
  constructor(config: OcmConfig) {
    const { allow = ['*'], deny = [], hosts = {} } = config;
    this.#allow = allow.map(entry => parsePattern(entry, 'allow'));
    this.#deny = deny.map(entry => parsePattern(entry, 'deny'));
    this.#rules = Object.entries(hosts)
      .sort(([one], [other]) => precision(other) - precision(one))
      .map(([pattern, { unsigned, from }]) => ({
        pattern: parsePattern(pattern, 'hosts'),
        unsigned,
        from:
          from === undefined ? null : networks(from, `hosts.${pattern}.from`)
      }));
    this.#unsigned = config.unsigned ?? 'allow';
    this.criteria = [
      ...(deny.length > 0 ? ['denylist'] : []),
      ...(allow.includes('*') ? [] : ['allowlist'])
    ];
  }

  /**
   * @param host of the sender, as `parseHost` makes it
   * @param source address that the request came from
   * @returns null when the sender may send
   */
  judge(host: string, source: string): Refusal | null {
    const endpoint = endpointOf(new URL(`https://${host}`));
    if (this.#deny.some(pattern => pattern.matches(endpoint))) {
      return {
        status: 403,
        reason: 'denied',
        message: `${host} is not allowed to share with this server.`
      };
    }
    if (!this.#allow.some(pattern => pattern.matches(endpoint))) {
      return {
        status: 403,
        reason: 'not-allowed',
        message: `${host} is not among the servers that may share with this one.`
      };
    }
    const rule = this.#rules.find(({ pattern }) => pattern.matches(endpoint));
    if (rule?.from && !contains(rule.from, source)) {
      return {
        status: 403,
        reason: 'network',
        message: `Requests for ${host} are not accepted from this network address.`
      };
    }
    if ((rule?.unsigned ?? this.#unsigned) === 'refuse') {
      // Signatures are not verified yet, so one that is there proves nothing.
      return {
        status: 401,
        reason: 'unsigned',
        message: `This server takes shares of ${host} only with a verified signature, and it cannot verify signatures yet.`
      };
    }
    return null;
  }
}

/** @throws RangeError: a misspelt entry must not silently let in or keep out */
function parsePattern(entry: string, key: string): HostPattern {
  const misspelt = new RangeError(
    `${key}: "${entry}" is no host; write it like example.org, *.example.org or *`
  );
  if (entry.replace(/^\*(?=$|\.|:)/, '').includes('*')) {
    throw misspelt;
  }
  try {
    return parseHostPattern(entry);
  } catch {
    throw misspelt;
  }
}

/** Exact hosts with a port come first, then exact ones, then longer patterns. */
function precision(pattern: string): number {
  const exact = pattern.startsWith('*') ? 0 : 1_000_000;
  return exact + pattern.length;
}

/**
 * @param key of the configuration, for the message
 * @throws RangeError naming the entry that is no network
 */
export function networks(entries: readonly string[], key: string): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix, ...rest] = entry.split('/');
    const version = isIP(address);
    const bits = version === 4 ? 32 : 128;
    const length = prefix === undefined ? bits : Number(prefix);
    if (
      version === 0 ||
      rest.length > 0 ||
      !/^\d*$/.test(prefix ?? '') ||
      prefix === '' ||
      length > bits
    ) {
      throw new RangeError(
        `${key}: "${entry}" is no network; write it like 192.0.2.0/24`
      );
    }
    list.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

function contains(list: BlockList, address: string): boolean {
  // Sockets that listen on IPv6 show IPv4 peers as ::ffff:192.0.2.1.
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  const version = isIP(plain);
  return version !== 0 && list.check(plain, version === 4 ? 'ipv4' : 'ipv6');
}
