/**
 * People and organisations, from names as they are written.
 */
import type { Creator, Organisation } from 'sciencemesh-contract';
import { oneLine } from '../../packages/crate/shown.ts';
import { isNobody } from '../../packages/reading/placeholders.ts';

/** Words before a family name that belong to it. */
const PARTICLES = new Set(
  'af al av bin da das de del della den der di do dos du el ibn la le ten ter van vom von y zu zum zur'.split(
    ' '
  )
);

const SUFFIX = /^(?:jr\.?|sr\.?|ii|iii|iv)$/i;

/**
 * A full name in its parts. `Family, Given` is certain; of `Given Family` the
 * last word is taken, with what belongs to it, and the person looks at it.
 */
export function splitName(name: string): { family: string; given?: string } {
  const line = oneLine(name);
  const [before = '', ...after] = line.split(',').map(part => part.trim());
  const rest = after.filter(part => part !== '');
  if (rest.length > 0 && before !== '') {
    return SUFFIX.test(rest.join(' '))
      ? joined(before.split(' '), rest.join(' '))
      : { family: before, given: rest.join(', ') };
  }
  return joined((before === '' ? line : before).split(' '), '');
}

function joined(
  words: readonly string[],
  suffix: string
): { family: string; given?: string } {
  const last = words.at(-1) ?? '';
  const tail =
    words.length > 2 && SUFFIX.test(last) ? words.length - 2 : words.length - 1;
  let start = tail;
  while (start > 1 && PARTICLES.has(words[start - 1]?.toLowerCase() ?? '')) {
    start -= 1;
  }
  const family = [...words.slice(start), suffix].filter(Boolean).join(' ');
  const given = words.slice(0, start).join(' ');
  return given === '' ? { family } : { family, given };
}

/** What an agent is called, in one line: `Given Family`. */
export function nameOf(creator: Creator): string {
  return creator.kind === 'organisation'
    ? creator.name
    : [creator.given, creator.family].filter(Boolean).join(' ');
}

/** The same for two spellings of a name: case, accents, dots, order. */
export function nameKey(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .sort()
    .join(' ');
}

/** Whether a program signs with this name, which must not become an author. */
export function isMachine(name: string): boolean {
  return isNobody(name) || /\[bot\]$|(?:^|[\s-])bot$/i.test(name.trim());
}

/** A person from a name in one piece. */
export function personOf(
  name: string,
  more: { orcid?: string; affiliations?: Organisation[] } = {}
): Creator {
  return { kind: 'person', ...splitName(name), ...more };
}
