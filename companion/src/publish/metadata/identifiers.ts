/**
 * Identifiers of people, organisations and works: recognised in the ways that
 * people write them, and checked where they carry a checksum.
 */
import type { IdentifierScheme } from 'sciencemesh-contract';

/** An ORCID without its resolver; null where it is none, or its checksum is wrong. */
export function orcidOf(text: string): string | null {
  const digits =
    /^(?:(?:https?:\/\/)?(?:www\.)?orcid\.org\/|orcid:\s*)?(\d{4})[- ]?(\d{4})[- ]?(\d{4})[- ]?(\d{3}[\dX])\/?$/i.exec(
      text.trim()
    );
  if (digits === null) {
    return null;
  }
  const orcid = digits.slice(1, 5).join('-').toUpperCase();
  return orcidCheck(orcid.replaceAll('-', '').slice(0, 15)) === orcid.at(-1)
    ? orcid
    : null;
}

/** The last character of an ORCID: ISO 7064 mod 11-2 over the other fifteen. */
export function orcidCheck(digits: string): string {
  let total = 0;
  for (const digit of digits) {
    total = (total + Number(digit)) * 2;
  }
  const check = (12 - (total % 11)) % 11;
  return check === 10 ? 'X' : String(check);
}

/** Whether a text wants to be an ORCID, right or wrong. */
export function looksLikeOrcid(text: string): boolean {
  return /orcid\.org\/|^orcid:|^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/i.test(
    text.trim()
  );
}

/** Crockford's alphabet, which leaves out i, l, o and u. */
const BASE_32 = '0123456789abcdefghjkmnpqrstvwxyz';

/** A ROR without its resolver; null where it is none, or its checksum is wrong. */
export function rorOf(text: string): string | null {
  const parts =
    /^(?:(?:https?:\/\/)?(?:www\.)?ror\.org\/|ror:\s*)?0([0-9a-hj-km-np-tv-z]{6})(\d\d)\/?$/i.exec(
      text.trim()
    );
  const [, letters = '', check] = parts ?? [];
  const body = letters.toLowerCase();
  return parts !== null && rorCheck(body) === check ? `0${body}${check}` : null;
}

/** The last two digits of a ROR: ISO 7064 mod 97-10 over the six before. */
export function rorCheck(letters: string): string {
  let value = 0;
  for (const letter of letters) {
    value = value * 32 + BASE_32.indexOf(letter);
  }
  return String(98 - ((value * 100) % 97)).padStart(2, '0');
}

/** Whether a text wants to be a ROR, right or wrong. */
export function looksLikeRor(text: string): boolean {
  return /(?:^|\/\/|www\.)ror\.org\//i.test(text.trim());
}

/**
 * A DOI without its resolver, in lower case, as DOIs are compared without
 * regard to it (DOI Handbook, "Case sensitivity"); null where it is none.
 */
export function doiOf(text: string): string | null {
  const [, written] =
    /^(?:https?:\/\/(?:dx\.|www\.)?doi\.org\/|(?:dx\.)?doi\.org\/|doi:\s*|info:doi\/)?(10\.\d{4,9}(?:\.\d+)*\/\S+)$/i.exec(
      text.trim()
    ) ?? [];
  if (written === undefined) {
    return null;
  }
  // Only addresses are percent-encoded; in a bare DOI a `%` is a `%`.
  return (/doi\.org\//i.test(text) ? decoded(written) : written).toLowerCase();
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const SCHEMES: readonly [IdentifierScheme, RegExp][] = [
  ['swhid', /^(swh:1:(?:cnt|dir|rel|rev|snp):[0-9a-f]{40}(?:;\S+)*)$/i],
  [
    'arxiv',
    /^(?:https?:\/\/arxiv\.org\/abs\/|arxiv:)((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?\/\d{7})(?:v\d+)?)$/i
  ],
  ['handle', /^(?:https?:\/\/hdl\.handle\.net\/|hdl:)(\S+\/\S+)$/i],
  ['ark', /^(?:https?:\/\/[^/\s]+\/)?(ark:\/?\d{5,}\/\S+)$/i],
  ['urn', /^(urn:[a-z0-9][a-z0-9-]{1,31}:\S+)$/i],
  ['isbn', /^isbn[:\s]\s*([\d-]{9,16}[\dX])$/i],
  [
    'pmid',
    /^(?:https?:\/\/pubmed\.ncbi\.nlm\.nih\.gov\/|pmid:\s*)(\d{1,9})\/?$/i
  ],
  ['url', /^(https?:\/\/[^\s/?#]+(?:[/?#]\S*)?)$/i]
];

/** What identifies a work, with its scheme; null for what nobody can look up. */
export function workOf(
  text: string
): { identifier: string; scheme: IdentifierScheme } | null {
  const doi = doiOf(text);
  if (doi !== null) {
    return { identifier: doi, scheme: 'doi' };
  }
  for (const [scheme, pattern] of SCHEMES) {
    const identifier = pattern.exec(text.trim())?.[1];
    if (identifier !== undefined && identifier.length <= 4096) {
      return scheme === 'url' && hasPassword(identifier)
        ? null
        : { identifier, scheme };
    }
  }
  return null;
}

/** An address with a name and a password in it is nothing to publish. */
function hasPassword(address: string): boolean {
  return /^https?:\/\/[^/?#]*@/i.test(address);
}
