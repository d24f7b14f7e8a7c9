/**
 * How long a kernel's answer takes while the server does something else: the
 * time from a `kernel_info_request` to its reply over the server's WebSocket.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

const PAUSE_MILLISECONDS = 20;

export class KernelPing {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<string, () => void>();
  readonly #session = randomUUID();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', event => this.#hear(event.data));
  }

  /**
   * @param baseUrl of a Jupyter server
   * @param kernelId of one of its kernels
   */
  static async connect(
    baseUrl: string,
    token: string,
    kernelId: string
  ): Promise<KernelPing> {
    const url = `${baseUrl.replace(/^http/, 'ws')}/api/kernels/${kernelId}/channels?token=${token}`;
    const socket = new WebSocket(url);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve(), { once: true });
      socket.addEventListener(
        'error',
        () => reject(new Error('The kernel cannot be reached')),
        { once: true }
      );
    });
    const ping = new KernelPing(socket);
    // The first answers come when the kernel has started.
    await ping.ask();
    return ping;
  }

  /** @returns milliseconds */
  async ask(): Promise<number> {
    const id = randomUUID();
    const start = performance.now();
    const answered = new Promise<void>((resolve, reject) => {
      this.#waiting.set(id, resolve);
      this.#socket.addEventListener(
        'close',
        () => reject(new Error('The kernel has gone')),
        { once: true }
      );
    });
    this.#socket.send(
      JSON.stringify({
        header: {
          msg_id: id,
          msg_type: 'kernel_info_request',
          session: this.#session,
          username: '',
          date: new Date().toISOString(),
          version: '5.3'
        },
        parent_header: {},
        metadata: {},
        content: {},
        buffers: [],
        channel: 'shell'
      })
    );
    await answered;
    return performance.now() - start;
  }

  /** Asks again and again while something is done. */
  async during<T>(
    action: () => Promise<T>
  ): Promise<{ result: T; times: number[] }> {
    const times: number[] = [];
    let over = false;
    const asking = (async () => {
      while (!over) {
        times.push(await this.ask());
        await wait(PAUSE_MILLISECONDS);
      }
    })();
    try {
      return { result: await action(), times };
    } finally {
      over = true;
      await asking;
    }
  }

  close(): void {
    this.#socket.close();
  }

  #hear(data: unknown): void {
    if (typeof data !== 'string') {
      return;
    }
    const message = JSON.parse(data) as {
      msg_type?: string;
      parent_header?: { msg_id?: string };
    };
    const id = message.parent_header?.msg_id;
    if (message.msg_type === 'kernel_info_reply' && id !== undefined) {
      this.#waiting.get(id)?.();
      this.#waiting.delete(id);
    }
  }
}
