/**
 * A storage that makes trouble on its way to a real one.
 */
import { Readable } from 'node:stream';
import type { Content, Storage } from '../../storage/storage.ts';

export interface Trouble {
  /** Called before each request; what it throws, the request fails with. */
  before?: (
    method: keyof Storage,
    path: string,
    options: unknown
  ) => void | Promise<void>;
  /** Called before each piece of a body. */
  piece?: (path: string, bytes: number) => void | Promise<void>;
  /** Called after each request that was carried out. */
  after?: (method: keyof Storage, path: string) => void | Promise<void>;
}

/** Bytes of a piece. */
const PIECE = 64 * 1024;

/** Everything that is called with a path goes through the trouble. */
export function troubled(storage: Storage, trouble: Trouble): Storage {
  return new Proxy(storage, {
    get(target, name: keyof Storage) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') {
        return member;
      }
      return async (path: string, ...rest: unknown[]) => {
        await trouble.before?.(name, path, rest[0]);
        const result: unknown = await Reflect.apply(member, target, [
          path,
          ...rest
        ]);
        await trouble.after?.(name, path);
        return name === 'read' && trouble.piece
          ? slowly(result as Content, path, trouble.piece)
          : result;
      };
    }
  });
}

function slowly(
  content: Content,
  path: string,
  piece: NonNullable<Trouble['piece']>
): Content {
  async function* pieces(): AsyncGenerator<Buffer> {
    let bytes = 0;
    for await (const chunk of content.body as AsyncIterable<Buffer>) {
      for (let at = 0; at < chunk.length; at += PIECE) {
        const part = chunk.subarray(at, at + PIECE);
        await piece(path, bytes);
        bytes += part.length;
        yield part;
      }
    }
  }
  return {
    ...content,
    body: Readable.from(pieces(), { objectMode: false })
  };
}
