/**
 * What a draft says of itself, under one list of names: members of its
 * metadata, its fields of the site's own, and `access`.
 */
import { at, objectOf, type Json } from '../http/answers.ts';
import { digests } from '../http/digests.ts';

/** Digests of all that a change writes over. */
export function saidBy(draft: unknown): Readonly<Record<string, string>> {
  const access = at(draft, 'access');
  return digests({
    ...objectOf(at(draft, 'metadata')),
    ...objectOf(at(draft, 'custom_fields')),
    // Its `status` and `active` follow from the day on which it is asked for.
    access: [
      at(access, 'record'),
      at(access, 'files'),
      at(access, 'embargo', 'until'),
      at(access, 'embargo', 'reason')
    ]
  });
}

/** The body, but for what stays as it is in the draft. */
export function leaving(
  body: Json,
  left: readonly string[],
  draft: unknown
): Json {
  if (left.length === 0) {
    return body;
  }
  const whole = { ...body };
  for (const part of ['metadata', 'custom_fields']) {
    const theirs = objectOf(at(draft, part));
    const kept = Object.entries(theirs).filter(([name]) => left.includes(name));
    const ours = Object.entries(objectOf(body[part])).filter(
      ([name]) => !left.includes(name)
    );
    whole[part] = Object.fromEntries([...ours, ...kept]);
  }
  if (left.includes('access')) {
    whole['access'] = at(draft, 'access');
  }
  return whole;
}
