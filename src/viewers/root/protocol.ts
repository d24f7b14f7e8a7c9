/**
 * What the page and the frame that draws a ROOT file say to each other.
 *
 * #### Notes
 * The frame runs code that strangers wrote: formulas of a ROOT file are turned
 * into JavaScript. Whatever comes from it is looked at here before it is used,
 * and nothing that goes to it is worth stealing: the name and the bytes of the
 * one file that it draws.
 */

/**
 * What an item of a ROOT file is; decides on its icon.
 */
export const ITEM_KINDS = [
  'folder',
  'tree',
  'branch',
  'histogram',
  'graph',
  'function',
  'canvas',
  'geometry',
  'object'
] as const;

/**
 * What an item of a ROOT file is.
 */
export type ItemKind = (typeof ITEM_KINDS)[number];

/**
 * An item of a ROOT file: a key, a branch, a member of a list.
 */
export interface IRootItem {
  /**
   * By which the frame finds it again.
   */
  readonly id: string;
  readonly name: string;
  readonly title: string;

  /**
   * Its C++ class.
   */
  readonly className: string;
  readonly kind: ItemKind;
  readonly isDrawable: boolean;
  readonly isFolder: boolean;
}

/**
 * What the page tells the frame.
 */
export type PageMessage =
  | {
      readonly kind: 'open';
      readonly id: number;
      readonly name: string;
      readonly size: number;
      readonly isDark: boolean;
    }
  | { readonly kind: 'list'; readonly id: number; readonly item: string }
  | { readonly kind: 'draw'; readonly id: number; readonly item: string }
  | { readonly kind: 'theme'; readonly isDark: boolean }
  | { readonly kind: 'ping'; readonly id: number }
  | {
      readonly kind: 'bytes';
      readonly id: number;
      readonly parts: readonly ArrayBuffer[];
    }
  | {
      readonly kind: 'no-bytes';
      readonly id: number;
      readonly message: string;
    };

/**
 * A part of the file: where it begins, and how many bytes it has.
 */
export type Part = readonly [start: number, length: number];

/**
 * What the frame tells the page.
 */
export type FrameMessage =
  | {
      readonly kind: 'read';
      readonly id: number;
      readonly parts: readonly Part[];
    }
  | {
      readonly kind: 'listed';
      readonly id: number;
      readonly items: readonly IRootItem[];

      /**
       * How many more there are than could be listed.
       */
      readonly omitted: number;
    }
  | { readonly kind: 'drawn' | 'pong'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

/**
 * What the frame says when its program runs; the answer is `CONNECT`, with the
 * port for all that follows.
 */
export const HELLO = 'sciencemesh-root-frame';

/**
 * What the page answers, with the port.
 */
export const CONNECT = 'sciencemesh-root-page';

/** How much a message of the frame may hold. */
export const LIMITS = {
  /** Items of one listing. */
  items: 5_000,
  /** Parts of the file asked for at once. */
  parts: 4_096,
  /** Bytes asked for at once: a basket or an object, not a file. */
  bytes: 128 * 1024 * 1024,
  /** Questions for bytes that are not answered yet. */
  pendingReads: 32,
  /** UTF-16 units of a text. */
  text: 1_000
} as const;

/**
 * Shorten a text to what a message may hold.
 */
export function clipped(text: string): string {
  return text.length <= LIMITS.text
    ? text
    : `${text.slice(0, LIMITS.text - 1)}…`;
}

/**
 * Read a message of the frame; null for one that it must not send.
 *
 * @param size - of the file in bytes; parts beyond it are refused
 */
export function parseFrameMessage(
  data: unknown,
  size: number
): FrameMessage | null {
  if (!isRecord(data) || !isCount(data['id'])) {
    return null;
  }
  const { id } = data;
  switch (data['kind']) {
    case 'read': {
      const parts = parseParts(data['parts'], size);
      return parts && { kind: 'read', id, parts };
    }
    case 'listed': {
      const items = parseItems(data['items']);
      const { omitted } = data;
      return items && isCount(omitted)
        ? { kind: 'listed', id, items, omitted }
        : null;
    }
    case 'drawn':
    case 'pong':
      return { kind: data['kind'], id };
    case 'failed': {
      const { message } = data;
      return isText(message) ? { kind: 'failed', id, message } : null;
    }
    default:
      return null;
  }
}

function parseParts(value: unknown, size: number): Part[] | null {
  if (
    !Array.isArray(value) ||
    value.length === 0 ||
    value.length > LIMITS.parts
  ) {
    return null;
  }
  const parts: Part[] = [];
  let bytes = 0;
  for (const part of value as unknown[]) {
    if (!Array.isArray(part) || part.length !== 2) {
      return null;
    }
    const [start, length] = part as unknown[];
    if (!isCount(start) || !isCount(length) || start > size) {
      return null;
    }
    bytes += length;
    if (bytes > LIMITS.bytes) {
      return null;
    }
    parts.push([start, length]);
  }
  return parts;
}

function parseItems(value: unknown): IRootItem[] | null {
  if (!Array.isArray(value) || value.length > LIMITS.items) {
    return null;
  }
  const items: IRootItem[] = [];
  for (const item of value as unknown[]) {
    if (!isRecord(item)) {
      return null;
    }
    const { className, id, isDrawable, isFolder, name, title } = item;
    const kind = ITEM_KINDS.find(known => known === item['kind']);
    if (
      !isText(className) ||
      !isText(id) ||
      !isText(name) ||
      !isText(title) ||
      typeof isDrawable !== 'boolean' ||
      typeof isFolder !== 'boolean' ||
      kind === undefined
    ) {
      return null;
    }
    items.push({ className, id, isDrawable, isFolder, kind, name, title });
  }
  return items;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LIMITS.text;
}
