/**
 * Changes of a JSON text that leave all else as it was written: its numbers,
 * its order and its spaces. What is added can be taken out to the byte.
 *
 * The texts given have been parsed before.
 */
import { jsonSpan, type JsonPath } from '../../http/json-source.ts';

/**
 * Adds a member as the last of an object, in the way of the others.
 *
 * @param value its source, written as if it stood at the beginning of a line
 */
export function withMember(
  text: string,
  object: JsonPath,
  name: string,
  value: string
): string | null {
  return added(text, object, value, `${JSON.stringify(name)}: `);
}

/** Adds an item as the last of a list. */
export function withItem(
  text: string,
  list: JsonPath,
  value: string
): string | null {
  return added(text, list, value, '');
}

/** Takes out a member or an item with the comma that came with it. */
export function withoutValue(text: string, path: JsonPath): string | null {
  const span = jsonSpan(text, path);
  if (span === null) {
    return null;
  }
  const start = span.name ?? span.start;
  const before = text.slice(0, start).trimEnd();
  if (before.endsWith(',')) {
    return before.slice(0, -1) + text.slice(span.end);
  }
  // The first one: the comma after it goes, and what stands between the two.
  const [comma = ''] = /^\s*,\s*/.exec(text.slice(span.end)) ?? [];
  return text.slice(0, start) + text.slice(span.end + comma.length);
}

/** Another source in the place of a value. */
export function withValue(
  text: string,
  path: JsonPath,
  change: (source: string) => string
): string | null {
  const span = jsonSpan(text, path);
  return span === null
    ? null
    : text.slice(0, span.start) +
        change(text.slice(span.start, span.end)) +
        text.slice(span.end);
}

/** A value as a source, over several lines where the document is. */
export function sourceOf(text: string, value: unknown): string {
  const unit = indentOf(text);
  return unit === null
    ? JSON.stringify(value)
    : JSON.stringify(value, null, unit);
}

/** What a document indents by; null where it does not. */
function indentOf(text: string): string | null {
  return /^\s*[[{]\r?\n([ \t]+)/.exec(text)?.[1] ?? null;
}

function added(
  text: string,
  container: JsonPath,
  value: string,
  name: string
): string | null {
  const span = jsonSpan(text, container);
  if (span === null || !/^[[{]$/.test(text.charAt(span.start))) {
    return null;
  }
  const inside = text.slice(span.start + 1, span.end - 1);
  const content = inside.trimEnd();
  const at = span.start + 1 + content.length;
  if (content === '') {
    // Into what is empty nothing is written but the value.
    return (
      text.slice(0, span.start + 1) +
      name +
      JSON.stringify(JSON.parse(value)) +
      text.slice(span.start + 1)
    );
  }
  const space = /^\s*/.exec(inside)?.[0] ?? '';
  const ending = space.includes('\r\n') ? '\r\n' : '\n';
  const margin = space.slice(space.lastIndexOf('\n') + 1);
  const lines = value.split('\n').join(ending + margin);
  return `${text.slice(0, at)},${space || ' '}${name}${lines}${text.slice(at)}`;
}
