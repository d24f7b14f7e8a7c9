/**
 * The bytes of an upload, whose checksum is computed as they go out: what the
 * server tells of the file afterwards shows whether they arrived.
 */
import { Transform, pipeline, type Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import {
  digestOf,
  type ChecksumAlgorithm,
  type FileChecksum
} from '../checksums.ts';

const MOST_READ = 16 * 1024;

export class Outgoing {
  readonly #body: () => Readable;
  readonly #wanted: () => ChecksumAlgorithm | null;
  #algorithm: ChecksumAlgorithm | null = null;
  #value: string | null = null;

  /**
   * @param wanted asked when the bytes are opened, for a server is known better
   * and better; null spares the work
   */
  constructor(body: () => Readable, wanted: () => ChecksumAlgorithm | null) {
    this.#body = body;
    this.#wanted = wanted;
  }

  /** Of the bytes that went out last, all of them; null: not known. */
  get checksum(): FileChecksum | null {
    return this.#algorithm === null || this.#value === null
      ? null
      : { algorithm: this.#algorithm, value: this.#value };
  }

  /** Once for each request that takes the bytes. */
  readonly open = (): Readable => {
    const body = this.#body();
    const algorithm = this.#wanted();
    this.#value = null;
    this.#algorithm = algorithm;
    if (algorithm === null) {
      return body;
    }
    const digest = digestOf(algorithm);
    const through = new Transform({
      transform: (bytes: Buffer, _, done) => {
        digest.update(bytes);
        done(null, bytes);
      },
      flush: done => {
        this.#value = digest.hex();
        done();
      }
    });
    // Each end takes the other along; who reads hears what went wrong.
    pipeline(body, through, () => undefined);
    return through;
  };

  /** Reads all bytes ahead of the request. */
  async ahead(): Promise<FileChecksum | null> {
    if (this.#wanted() !== null) {
      await finished(this.open().resume());
    }
    return this.checksum;
  }
}

/** Whether a refusal (400) is for the checksum: so ownCloud and Reva say it. */
export async function blamesChecksum(refusal: Readable): Promise<boolean> {
  let text = '';
  for await (const bytes of refusal as AsyncIterable<Buffer>) {
    text += bytes.toString('latin1');
    if (text.length > MOST_READ) {
      break;
    }
  }
  return /checksum does not match/i.test(text);
}
