/**
 * Whether a name is what somebody looks for, and how well it fits.
 */

/** Tells the rank of a name, 0 for the best; null where it does not fit. */
export type Matcher = (name: string) => number | null;

/** Words that the name holds, or a pattern for all of it. */
export function matcherFor(query: string): Matcher {
  const wanted = fold(query.trim());
  if (/[*?]/.test(wanted)) {
    return name => (fits(wanted, fold(name)) ? 1 : null);
  }
  const words = wanted.split(/\s+/).filter(word => word !== '');
  return name => rank(wanted, words, fold(name));
}

function rank(
  wanted: string,
  words: readonly string[],
  name: string
): number | null {
  if (!words.every(word => name.includes(word))) {
    return null;
  }
  if (name === wanted || name.replace(/\.[^.]+$/, '') === wanted) {
    return 0;
  }
  if (name.startsWith(wanted)) {
    return 1;
  }
  return words.every(word => beginsWord(name, word)) ? 2 : 3;
}

function beginsWord(name: string, word: string): boolean {
  for (
    let at = name.indexOf(word);
    at !== -1;
    at = name.indexOf(word, at + 1)
  ) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(name.charAt(at - 1))) {
      return true;
    }
  }
  return false;
}

/** Without case and accents: what looks alike is found alike. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/**
 * Goes back to the last `*` only, so that no pattern takes long (Kirk J.
 * Krauss, "Matching Wildcards", Dr. Dobb's 2008).
 */
function fits(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let place = 0; place < name.length;) {
    const wanted = pattern.charAt(at);
    if (wanted === '*') {
      star = at;
      resume = place;
      at += 1;
    } else if (wanted === '?' || wanted === name.charAt(place)) {
      at += 1;
      place += 1;
    } else if (star !== -1) {
      at = star + 1;
      resume += 1;
      place = resume;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}
