import type { DraftMetadata } from 'sciencemesh-contract';

type Container = Readonly<Record<string, unknown>>;

/**
 * The identifier of the control for a place in the metadata.
 *
 * @param pointer - a JSON pointer (RFC 6901)
 */
export function controlId(prefix: string, pointer: string): string {
  return [prefix, ...tokensOf(pointer)].join('_');
}

/**
 * The place in the metadata that a control stands for, as a JSON pointer.
 */
export function pointerOf(prefix: string, id: string): string {
  return id
    .slice(prefix.length)
    .split('_')
    .slice(1)
    .map(token => `/${token.replace(/~/g, '~0').replace(/\//g, '~1')}`)
    .join('');
}

/**
 * Whether one place is another, or in it.
 */
export function isWithin(pointer: string, top: string): boolean {
  return pointer === top || pointer.startsWith(`${top}/`);
}

/**
 * The value at a place; undefined where there is none.
 */
export function valueAt(metadata: DraftMetadata, pointer: string): unknown {
  return tokensOf(pointer).reduce<unknown>(
    (value, token) =>
      typeof value === 'object' && value !== null
        ? (value as Container)[token]
        : undefined,
    metadata
  );
}

/**
 * The metadata with another value at a place; `-` at the end of the pointer
 * adds to a list (RFC 6902), no value takes away.
 */
export function withValue(
  metadata: DraftMetadata,
  pointer: string,
  value: unknown
): DraftMetadata {
  return replaced(metadata, tokensOf(pointer), value) as DraftMetadata;
}

/**
 * Focus the control for a place, or for what it is in.
 *
 * @returns whether there is one
 */
export function focusField(
  page: HTMLElement,
  prefix: string,
  pointer: string
): boolean {
  const tokens = tokensOf(pointer);
  for (let count = tokens.length; count > 0; count -= 1) {
    const id = [prefix, ...tokens.slice(0, count)].join('_');
    const found = page.ownerDocument.getElementById(id);
    const control = found?.matches(FOCUSABLE)
      ? found
      : (found ?? page)
          .closest<HTMLElement>('.jp-SciMeshPublishField')
          ?.querySelector<HTMLElement>(FOCUSABLE);
    if (found && control) {
      control.focus();
      control.scrollIntoView({ block: 'center' });
      return true;
    }
  }
  return false;
}

const FOCUSABLE =
  'input:not(:disabled), select:not(:disabled), textarea:not(:disabled), button:not(:disabled)';

function tokensOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(token => token.replace(/~1/g, '/').replace(/~0/g, '~'));
}

function replaced(
  value: unknown,
  [token, ...rest]: readonly string[],
  by: unknown
): unknown {
  if (token === undefined) {
    return by;
  }
  if (Array.isArray(value) || token === '-') {
    const list = Array.isArray(value) ? (value as unknown[]).slice() : [];
    const place = token === '-' ? list.length : Number(token);
    const item = replaced(list[place], rest, by);
    list.splice(place, 1, ...(item === undefined ? [] : [item]));
    return list;
  }
  const { [token]: before, ...others } = (value ?? {}) as Container;
  const after = replaced(before, rest, by);
  return after === undefined ? others : { ...others, [token]: after };
}
