/**
 * One thread that makes checksums, for all files that are sent: it is there
 * while it is needed and a little longer. One keeps up with 4 Gbit/s, and more
 * of them would take their memory and their cores from everything else.
 */
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { Algorithm } from './hashes.ts';
import type { NewFile } from './messages.ts';

/** Small files follow each other; to start a thread for each takes longer. */
const IDLE_MILLISECONDS = 5000;

export class HashingThread {
  readonly #idle: number;
  readonly #ports = new Set<MessagePort>();
  #worker: Worker | null = null;
  #timer: NodeJS.Timeout | null = null;
  #failure: unknown = null;

  /** @param idle milliseconds after which it ends when nobody needs it */
  constructor(idle = IDLE_MILLISECONDS) {
    this.#idle = idle;
  }

  get isRunning(): boolean {
    return this.#worker !== null;
  }

  /** What the last one ended with, if it was not meant to. */
  get failure(): unknown {
    return this.#failure;
  }

  /** A port for one file. It is closed when the thread ends. */
  open(algorithms: readonly Algorithm[]): MessagePort {
    clearTimeout(this.#timer ?? undefined);
    this.#worker ??= this.#start();
    const { port1: ours, port2: port } = new MessageChannel();
    const file: NewFile = { port, algorithms };
    this.#worker.postMessage(file, [port]);
    this.#ports.add(ours);
    ours.once('close', () => {
      this.#ports.delete(ours);
      if (this.#ports.size === 0) {
        this.#rest();
      }
    });
    return ours;
  }

  /** Ends it, whatever it does. */
  async end(): Promise<void> {
    clearTimeout(this.#timer ?? undefined);
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./hashing-worker.ts', import.meta.url), {
      // Messages are all that it makes: it need not let megabytes gather.
      resourceLimits: { maxYoungGenerationSizeMb: 2 }
    });
    // Ports that are open keep the program running; an idle thread does not.
    worker.unref();
    this.#failure = null;
    worker.once('error', error => {
      this.#failure = error;
    });
    worker.once('exit', () => {
      this.#worker = null;
      for (const port of this.#ports) {
        port.close();
      }
    });
    return worker;
  }

  #rest(): void {
    this.#timer = setTimeout(() => void this.end(), this.#idle);
    this.#timer.unref();
  }
}

/** The one of this program. */
export const hashingThread = new HashingThread();
