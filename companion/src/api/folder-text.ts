/**
 * Folders as they go out: entry by entry, with a hash of it all at the end, by
 * which a page that asks again need not get again what it has.
 */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { ContentModel } from 'sciencemesh-contract';
import { namesEtag } from '../contents/byte-ranges.ts';
import type { FolderAnswer } from '../contents/reading.ts';

/** Characters of a listing that are held until it is known to be another. */
const HELD = 256 * 1024;

/** Hashes of listings that were seen to their end. */
const hashes = new WeakMap<object, { scene: string; hash: string }>();

/**
 * Sends a folder, unless it is the one that the page has.
 *
 * @param known `If-None-Match` of the page
 * @param again lists the folder once more; the server need not send it again
 */
export async function sendFolder(
  reply: FastifyReply,
  answer: FolderAnswer,
  known: string | undefined,
  again: () => Promise<FolderAnswer>
): Promise<FastifyReply> {
  if (known === undefined) {
    return reply.send(Readable.from(new FolderText(answer).pieces()));
  }
  const noted = answer.listing === null ? null : hashes.get(answer.listing);
  const scene = sceneOf(answer);
  if (noted?.scene === scene && namesEtag(known, noted.hash)) {
    return unchanged(reply, noted.hash);
  }
  const text = new FolderText(answer);
  const held: string[] = [];
  let size = 0;
  for await (const piece of text.pieces()) {
    size += piece.length;
    if (size <= HELD) {
      held.push(piece);
    }
  }
  if (text.hash !== null && namesEtag(known, text.hash)) {
    return unchanged(reply, text.hash);
  }
  return size <= HELD
    ? reply.send(held.join(''))
    : reply.send(Readable.from(new FolderText(await again()).pieces()));
}

function unchanged(reply: FastifyReply, hash: string): FastifyReply {
  return reply.code(304).header('etag', `"${hash}"`).send();
}

/** What goes into the text apart from the listing itself. */
function sceneOf({ model, edits }: FolderAnswer): string {
  return JSON.stringify([model, edits]);
}

class FolderText {
  readonly #answer: FolderAnswer;
  readonly #sum = createHash('sha256');
  #hash: string | null = null;

  constructor(answer: FolderAnswer) {
    this.#answer = answer;
  }

  /** Known once all pieces were taken. */
  get hash(): string | null {
    return this.#hash;
  }

  /**
   * One JSON document, with a line for each entry: who reads it while it
   * arrives need not look for where one ends.
   */
  async *pieces(): AsyncGenerator<string> {
    const { model, entries, listing } = this.#answer;
    const start = JSON.stringify({
      ...model,
      format: 'json',
      // They come in the end.
      content: undefined,
      hash: undefined,
      hash_algorithm: undefined
    });
    yield this.#noted(`${start.slice(0, -1)},"content":[\n`);
    let separator = '';
    for await (const batch of entries) {
      if (batch.length > 0) {
        yield this.#noted(separator + batch.map(lineOf).join(',\n'));
        separator = ',\n';
      }
    }
    const found = this.#sum.digest('base64url');
    this.#hash = found;
    if (listing !== null) {
      hashes.set(listing, { scene: sceneOf(this.#answer), hash: found });
    }
    yield `\n],"hash":"${found}","hash_algorithm":"sha256"}`;
  }

  #noted(piece: string): string {
    this.#sum.update(piece);
    return piece;
  }
}

function lineOf(entry: ContentModel): string {
  return JSON.stringify(entry);
}
