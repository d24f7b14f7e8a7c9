/**
 * What an IP address is, as far as a request by a stranger's wish is
 * concerned: reachable by anyone, part of an inside, or never a host at all.
 *
 * The ranges come from ipaddr.js (IANA special-purpose registries); what is
 * decided here is only what they mean for the guard.
 */
import ipaddr from 'ipaddr.js';

export type AddressReach =
  /** On the public Internet. */
  | 'public'
  /** Loopback, private, link-local and other special-purpose ranges. */
  | 'internal'
  /** Hands out the credentials of a virtual machine to whoever asks. */
  | 'metadata'
  /** Unspecified, multicast, broadcast: no server has such an address. */
  | 'unusable';

/**
 * Addresses at which clouds answer instances about themselves: AWS, Azure,
 * Google, OpenStack, DigitalOcean (169.254.169.254), AWS ECS and EKS, Azure's
 * wire server, Alibaba, Oracle.
 */
const METADATA = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '168.63.129.16',
  '100.100.100.200',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254'
]);

const UNUSABLE = new Set(['unspecified', 'broadcast', 'multicast']);

/** Global unicast; all else of IPv6 is special or not handed out (RFC 4291). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** NAT64 (RFC 6052): how hosts without IPv4 reach the IPv4 Internet. */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/**
 * Judges a literal address.
 *
 * @param address IPv4 in four decimal parts, or IPv6 without brackets
 * @returns null when the text is no such address
 */
export function addressReach(address: string): AddressReach | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) {
    return reachOfIPv4(ipaddr.IPv4.parse(address));
  }
  // A zone ("fe80::1%eth0") is only there for addresses that are refused.
  if (address.includes(':') && ipaddr.IPv6.isValid(address)) {
    return reachOfIPv6(ipaddr.IPv6.parse(address));
  }
  return null;
}

function reachOfIPv4(address: ipaddr.IPv4): AddressReach {
  if (METADATA.has(address.toString())) {
    return 'metadata';
  }
  const range = address.range();
  if (UNUSABLE.has(range)) {
    return 'unusable';
  }
  return range === 'unicast' ? 'public' : 'internal';
}

function reachOfIPv6(address: ipaddr.IPv6): AddressReach {
  if (METADATA.has(address.toString())) {
    return 'metadata';
  }
  if (address.isIPv4MappedAddress()) {
    return reachOfIPv4(address.toIPv4Address());
  }
  if (address.match(NAT64)) {
    return reachOfIPv4(lastFourBytes(address));
  }
  const range = address.range();
  if (UNUSABLE.has(range)) {
    return 'unusable';
  }
  return range === 'unicast' && address.match(GLOBAL_UNICAST)
    ? 'public'
    : 'internal';
}

function lastFourBytes(address: ipaddr.IPv6): ipaddr.IPv4 {
  return new ipaddr.IPv4(address.toByteArray().slice(-4));
}

/** Top-level names that never exist on the public Internet. */
const INTERNAL_SUFFIXES = [
  // RFC 6761, RFC 6762, RFC 8375, and ICANN's reservation of 2024.
  'localhost',
  'local',
  'home.arpa',
  'internal',
  // ICANN's name collision study and RFC 6762 appendix G.
  'intranet',
  'private',
  'corp',
  'home',
  'lan',
  'localdomain'
];

/**
 * Tells whether a host name can only mean something inside: a single label,
 * or below one of the suffixes that private networks use. An empty label is in
 * no public name, but some resolvers and proxies pass over it ("localhost..").
 *
 * @param host lower case, without a trailing dot
 */
export function isInternalName(host: string): boolean {
  return (
    !host.includes('.') ||
    host.split('.').includes('') ||
    INTERNAL_SUFFIXES.some(suffix => host.endsWith(`.${suffix}`))
  );
}
