/**
 * Makes the checksums of one file: here, where that is quicker than to tell
 * somebody else, or in a thread of its own.
 */
import type { MessagePort } from 'node:worker_threads';
import { PublicationTrouble } from '../troubles.ts';
import { Hashes, type Algorithm, type Checksums } from './hashes.ts';
import type { HashingThread } from './hashing-thread.ts';
import type { Answer, Order } from './messages.ts';

/** Orders are carried out in the order in which they are given. */
export interface Hasher {
  begin(): void;
  /**
   * Takes the memory of the bytes for as long as it needs it.
   *
   * @returns the same bytes; those that were given must not be used any more
   */
  update(bytes: Buffer<ArrayBuffer>): Promise<Buffer>;
  keep(): void;
  told(): Promise<Checksums>;
  close(): void;
}

export class HasherHere implements Hasher {
  readonly #hashes: Hashes;

  constructor(algorithms: readonly Algorithm[]) {
    this.#hashes = new Hashes(algorithms);
  }

  begin(): void {
    this.#hashes.begin();
  }

  update(bytes: Buffer): Promise<Buffer> {
    this.#hashes.update(bytes);
    return Promise.resolve(bytes);
  }

  keep(): void {
    this.#hashes.keep();
  }

  told(): Promise<Checksums> {
    return Promise.resolve(this.#hashes.told());
  }

  close(): void {
    // It holds nothing.
  }
}

export class HasherAside implements Hasher {
  readonly #port: MessagePort;
  readonly #waiting: PromiseWithResolvers<Answer>[] = [];
  #isClosed = false;

  constructor(algorithms: readonly Algorithm[], thread: HashingThread) {
    this.#port = thread.open(algorithms);
    this.#port.on('message', (answer: Answer) => {
      this.#waiting.shift()?.resolve(answer);
    });
    this.#port.once('close', () => {
      this.#isClosed = true;
      for (const { reject } of this.#waiting.splice(0)) {
        reject(ended(thread.failure));
      }
    });
  }

  begin(): void {
    this.#give({ order: 'begin' });
  }

  async update(bytes: Buffer<ArrayBuffer>): Promise<Buffer> {
    const answer = await this.#ask({ order: 'update', bytes }, [bytes.buffer]);
    if (!(answer instanceof Uint8Array)) {
      throw new TypeError('Checksums came where bytes were to come back.');
    }
    return Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
  }

  keep(): void {
    this.#give({ order: 'keep' });
  }

  async told(): Promise<Checksums> {
    const answer = await this.#ask({ order: 'tell' });
    if (answer instanceof Uint8Array) {
      throw new TypeError('Bytes came where checksums were to come.');
    }
    return answer;
  }

  close(): void {
    this.#port.close();
  }

  #ask(order: Order, memory?: readonly ArrayBuffer[]): Promise<Answer> {
    if (this.#isClosed) {
      return Promise.reject(ended(null));
    }
    const waiting = Promise.withResolvers<Answer>();
    this.#give(order, memory);
    this.#waiting.push(waiting);
    return waiting.promise;
  }

  #give(order: Order, memory: readonly ArrayBuffer[] = []): void {
    this.#port.postMessage(order, memory);
  }
}

function ended(cause: unknown): PublicationTrouble {
  return new PublicationTrouble(
    'The part of this program that makes checksums came to an end. Go on: what has arrived is not sent again.',
    {},
    cause
  );
}
