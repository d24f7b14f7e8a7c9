/**
 * Whether an ORCID is one: sixteen digits of which the last checks the others.
 *
 * Source: ISO 7064, MOD 11-2, as ORCID's "Structure of the ORCID Identifier".
 */
export function isOrcid(text: string): boolean {
  if (!/^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/.test(text)) {
    return false;
  }
  const digits = text.replace(/-/g, '');
  const total = [...digits.slice(0, -1)].reduce(
    (sum, digit) => (sum + Number(digit)) * 2,
    0
  );
  const check = (12 - (total % 11)) % 11;
  return digits.endsWith(check === 10 ? 'X' : String(check));
}

/**
 * Whether a ROR is one: base 32 with two digits that check it.
 *
 * Source: ISO 7064, MOD 97-10, as the registry's "ROR identifier pattern".
 */
export function isRor(text: string): boolean {
  const parts = /^0([a-hj-km-np-tv-z0-9]{6})(\d\d)$/.exec(text);
  if (!parts) {
    return false;
  }
  const number = [...(parts[1] ?? '')].reduce(
    (sum, letter) => sum * 32 + CROCKFORD.indexOf(letter),
    0
  );
  return 98 - ((number * 100) % 97) === Number(parts[2]);
}

/** What people paste is mostly an address. */
export function withoutResolver(text: string): string {
  return text
    .trim()
    .replace(/^https?:\/\/(www\.)?(orcid\.org|ror\.org|(dx\.)?doi\.org)\//i, '')
    .replace(/^doi:\s*/i, '');
}

/**
 * An ORCID as it is written, whatever was typed.
 */
export function orcidFrom(text: string): string {
  const bare = withoutResolver(text).toUpperCase();
  const digits = bare.replace(/[\s-]/g, '');
  return /^\d{15}[\dX]$/.test(digits)
    ? (digits.match(/.{4}/g)?.join('-') ?? bare)
    : bare;
}

/** Crockford's: without i, l, o, u. */
const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz';
