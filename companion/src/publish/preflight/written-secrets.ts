/**
 * Secrets that tell by what is written beside them: values of variables that
 * are named so, tokens in addresses, and signed tokens.
 */
import type { SecretHit } from './secret-hits.ts';

/** `"name": "value"`, `name = 'value'`; what is computed is in no quotes. */
const ASSIGNED =
  /(?<![\w.-])["']?([\w.-]{0,60}?(?:token|secret|password|passwd|passphrase|pwd|api[_-]?key|access[_-]?key|secret[_-]?key))["']?\s{0,4}(?:=|:|=>|<-)\s{0,4}["']([^"'\s]{6,400})["']/gi;

/** As a running Jupyter prints its address, and as links of shares have it. */
const IN_ADDRESS =
  /https?:\/\/[^\s"'<>?]{3,400}\?(?:[^\s"'<>]{0,400}&)?(?:access_|private_)?token=([\w.~-]{16,})/g;

/** JSON Web Token: the first two parts are JSON in base64 (RFC 7519). */
const SIGNED = /(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/g;

/** Written where everybody has to put in their own. */
const PLACEHOLDER =
  /^(?:your|my|some|the|change|insert|enter|put|example|sample|dummy|fake|test|xxx|\*|\.\.\.|<|\[|\{|\$|%|#)|example|placeholder|redacted|changeme|(.)\1{5}/i;

/** Bits for each character above which nobody has made up a value. */
const RANDOM = 3.3;

export function writtenSecrets(text: string): SecretHit[] {
  const found = [
    ...[...text.matchAll(ASSIGNED)]
      .filter(([, name = '', value = '']) => isSecretValue(name, value))
      .map(match => ({ at: match.index, what: 'a password or token' })),
    ...[...text.matchAll(IN_ADDRESS)]
      .filter(([, token = '']) => isRandom(token))
      .map(match => ({ at: match.index, what: 'an address with a token' })),
    ...[...text.matchAll(SIGNED)].map(match => ({
      at: match.index,
      what: 'a signed token (JWT)'
    }))
  ].sort((one, other) => one.at - other.at);
  const lineOf = lines(text);
  return found.map(({ at, what }) => ({
    what,
    line: lineOf(at),
    isCertain: false
  }));
}

/** A password is made up by people, and short; all else is random. */
function isSecretValue(name: string, value: string): boolean {
  if (PLACEHOLDER.test(value) || /[(){}<>|$]/.test(value)) {
    return false;
  }
  return /pass|pwd/i.test(name)
    ? /\d/.test(value) && /[a-z]/i.test(value) && !value.includes('/')
    : value.length >= 20 && isRandom(value);
}

function isRandom(value: string): boolean {
  return (
    /^[\w+/=.~-]+$/.test(value) &&
    /\d/.test(value) &&
    /[a-z]/i.test(value) &&
    entropy(value) >= RANDOM
  );
}

/** Of Shannon, in bits for each character. */
function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  return [...counts.values()].reduce((sum, count) => {
    const share = count / value.length;
    return sum - share * Math.log2(share);
  }, 0);
}

/** Tells lines of places that come one after the other. */
function lines(text: string): (at: number) => number {
  let line = 1;
  let from = 0;
  return at => {
    for (
      let end = text.indexOf('\n', from);
      end !== -1 && end < at;
      end = text.indexOf('\n', from)
    ) {
      line += 1;
      from = end + 1;
    }
    return line;
  };
}
