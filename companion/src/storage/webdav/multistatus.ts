/**
 * Reads a 207 Multi-Status document (RFC 4918, 13) as it arrives.
 *
 * The document comes from a stranger: no DOCTYPE, no entities but XML's own
 * five, bounded depth, texts, entries and bytes.
 */
import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import {
  ELSEWHERE,
  openBelow,
  openRoot,
  type Open
} from './multistatus-places.ts';
import type { Property } from './properties.ts';

/** What one `response` element says. */
export interface ItemAnswer {
  href: string;
  /** The address is too long to be kept. */
  overlong: boolean;
  /** Of the item as a whole; null where there are properties instead. */
  status: number | null;
  properties: Partial<Record<Property, string>>;
  /** Null where the type was not told. */
  isFolder: boolean | null;
}

export interface MultistatusLimits {
  bytes: number;
  entries: number;
}

/** Far beyond any folder that somebody could look at. */
export const LIMITS: MultistatusLimits = {
  bytes: 2 * 1024 * 1024 * 1024,
  entries: 2_000_000
};

const DEPTH = 32;
const LONGEST_TEXT = 64 * 1024;
/** Markup without a single element in so many characters is no document. */
const WITHOUT_ELEMENT = 1024 * 1024;

/** The document is not what it should be; the message is for the log. */
export class MultistatusError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MultistatusError';
  }
}

/**
 * Yields the items in batches as they arrive.
 *
 * @param body destroyed when reading ends early
 * @param charset of the answer's header
 * @throws MultistatusError, and whatever `body` fails with
 */
export async function* readMultistatus(
  body: Readable,
  charset = 'utf-8',
  limits: MultistatusLimits = LIMITS
): AsyncGenerator<ItemAnswer[]> {
  const reader = new Reader(limits);
  const decoder = decoderFor(charset);
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limits.bytes) {
      throw new MultistatusError('more bytes than any folder needs');
    }
    reader.write(decoder.decode(chunk, { stream: true }));
    const batch = reader.take();
    if (batch.length > 0) {
      yield batch;
    }
  }
  reader.write(decoder.decode());
  reader.close();
  const rest = reader.take();
  if (rest.length > 0) {
    yield rest;
  }
}

function decoderFor(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}

class Reader {
  readonly #limits: MultistatusLimits;
  readonly #parser = new SaxesParser({ xmlns: true, position: false });
  /** From the root. */
  readonly #open: Open[] = [];
  #items: ItemAnswer[] = [];
  #count = 0;
  #begun = false;
  #withoutElement = 0;
  #item: ItemAnswer | null = null;
  /** Of the `propstat` that is open; counts only when its status does. */
  #found: Partial<Record<Property, string>> = {};
  #foundFolder: boolean | null = null;
  #foundStatus: number | null = null;
  #text = '';
  #overlong = false;

  constructor(limits: MultistatusLimits) {
    this.#limits = limits;
    this.#parser.on('opentag', tag => this.#start(tag.uri, tag.local));
    this.#parser.on('closetag', () => this.#end());
    this.#parser.on('text', text => this.#append(text));
    this.#parser.on('cdata', text => this.#append(text));
    this.#parser.on('doctype', () => {
      throw new MultistatusError('a document type, which is never expanded');
    });
    this.#parser.on('error', error => {
      throw new MultistatusError(error.message);
    });
  }

  write(text: string): void {
    // An element can hide its size from the counters only in one write.
    for (let at = 0; at < text.length; at += LONGEST_TEXT) {
      const piece = text.slice(at, at + LONGEST_TEXT);
      this.#withoutElement += piece.length;
      this.#parser.write(piece);
      if (this.#withoutElement > WITHOUT_ELEMENT) {
        throw new MultistatusError('too much text in one element');
      }
    }
  }

  close(): void {
    this.#parser.close();
    if (!this.#begun) {
      throw new MultistatusError('nothing at all');
    }
  }

  take(): ItemAnswer[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  #start(namespace: string, local: string): void {
    this.#withoutElement = 0;
    this.#text = '';
    this.#overlong = false;
    const parent = this.#open.at(-1);
    const open =
      parent === undefined
        ? openRoot(namespace, local)
        : openBelow(parent.place, namespace, local);
    if (open === null) {
      throw new MultistatusError('a document of another kind');
    }
    this.#begun = true;
    this.#open.push(open);
    if (this.#open.length > DEPTH) {
      throw new MultistatusError('elements nest too deep');
    }
    switch (open.place?.path ?? '') {
      case 'response':
        this.#item = {
          href: '',
          overlong: false,
          status: null,
          properties: {},
          isFolder: null
        };
        break;
      case 'response/propstat':
        this.#found = {};
        this.#foundFolder = null;
        this.#foundStatus = null;
        break;
      case 'response/propstat/prop/resourcetype':
        this.#foundFolder ??= false;
        break;
      case 'response/propstat/prop/resourcetype/collection':
        this.#foundFolder = true;
        break;
    }
  }

  #end(): void {
    this.#withoutElement = 0;
    const open = this.#open.pop() ?? ELSEWHERE;
    switch (open.place?.path ?? '') {
      case 'response':
        this.#finish();
        break;
      case 'response/href':
        if (this.#item && this.#item.href === '') {
          this.#item.href = this.#text.trim();
          this.#item.overlong = this.#overlong;
        }
        break;
      case 'response/status':
        if (this.#item) {
          this.#item.status = statusOf(this.#text.trim());
        }
        break;
      case 'response/propstat/status':
        this.#foundStatus = statusOf(this.#text.trim());
        break;
      case 'response/propstat':
        this.#keep();
        break;
      default:
        this.#property(open);
    }
    this.#text = '';
  }

  #append(text: string): void {
    if (this.#text.length + text.length > LONGEST_TEXT) {
      this.#overlong = true;
      this.#text = (this.#text + text).slice(0, LONGEST_TEXT);
    } else {
      this.#text += text;
    }
  }

  #property({ property }: Open): void {
    if (property === null || this.#overlong) {
      return;
    }
    // Names may begin and end with blanks.
    const isPath = property === 'deletedFrom';
    const text = isPath ? this.#text : this.#text.trim();
    if (text !== '') {
      this.#found[property] = text;
    }
  }

  #keep(): void {
    const status = this.#foundStatus ?? 200;
    if (this.#item && status >= 200 && status < 300) {
      Object.assign(this.#item.properties, this.#found);
      this.#item.isFolder = this.#foundFolder ?? this.#item.isFolder;
    }
  }

  #finish(): void {
    if (this.#item) {
      this.#count += 1;
      if (this.#count > this.#limits.entries) {
        throw new MultistatusError('more entries than any folder has');
      }
      this.#items.push(this.#item);
      this.#item = null;
    }
  }
}

/** The code in `HTTP/1.1 404 Not Found`. */
function statusOf(text: string): number | null {
  const code = /^HTTP\/[\d.]+\s+(\d{3})\b/i.exec(text)?.[1];
  return code === undefined ? null : Number(code);
}
