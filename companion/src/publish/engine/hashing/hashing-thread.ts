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

interface Running {
  worker: Worker;
  /** Those of the files that it hashes. */
  ports: Set<MessagePort>;
}

export class HashingThread {
  readonly #idle: number;
  #running: Running | null = null;
  #timer: NodeJS.Timeout | null = null;
  #failure: unknown = null;

  /** @param idle milliseconds after which it ends when nobody needs it */
  constructor(idle = IDLE_MILLISECONDS) {
    this.#idle = idle;
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** What the last one ended with, if it was not meant to. */
  get failure(): unknown {
    return this.#failure;
  }

  /** A port for one file. It is closed when the thread ends. */
  open(algorithms: readonly Algorithm[]): MessagePort {
    clearTimeout(this.#timer ?? undefined);
    const running = (this.#running ??= this.#start());
    const { ports, worker } = running;
    const { port1: ours, port2: port } = new MessageChannel();
    const file: NewFile = { port, algorithms };
    worker.postMessage(file, [port]);
    ports.add(ours);
    ours.once('close', () => {
      ports.delete(ours);
      if (ports.size === 0 && this.#running === running) {
        this.#rest();
      }
    });
    return ours;
  }

  /** Ends it, whatever it does. Who comes while it ends gets another one. */
  async end(): Promise<void> {
    clearTimeout(this.#timer ?? undefined);
    const ending = this.#running;
    this.#running = null;
    await ending?.worker.terminate();
  }

  #start(): Running {
    const worker = new Worker(new URL('./hashing-worker.ts', import.meta.url), {
      // Messages are all that it makes: it need not let megabytes gather.
      resourceLimits: { maxYoungGenerationSizeMb: 2 }
    });
    const running: Running = { worker, ports: new Set() };
    // Ports that are open keep the program running; an idle thread does not.
    worker.unref();
    this.#failure = null;
    worker.once('error', error => {
      this.#failure = error;
    });
    worker.once('exit', () => {
      if (this.#running === running) {
        this.#running = null;
      }
      for (const port of running.ports) {
        port.close();
      }
    });
    return running;
  }

  #rest(): void {
    this.#timer = setTimeout(() => void this.end(), this.#idle);
    this.#timer.unref();
  }
}

/** The one of this program. */
export const hashingThread = new HashingThread();
