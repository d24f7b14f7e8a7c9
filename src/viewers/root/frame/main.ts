import { openFile } from 'jsroot/io';
import { clipped, CONNECT, HELLO } from '../protocol';
import type { FrameMessage, PageMessage, Part } from '../protocol';
import { SentFile } from './bytes';
import { Catalogue } from './catalogue';
import { Drawing } from './drawing';
import { lockDown } from './lockdown';

// The program of the frame. It has no origin, no network and no storage: all
// that it can do is to answer the page that holds it, and to draw.

/** A question for bytes that waits for its answer. */
interface IReading {
  readonly resolve: (parts: ArrayBuffer[]) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * Does what the page asks for.
 */
class Program {
  constructor(private readonly _port: MessagePort) {
    _port.onmessage = (event: MessageEvent<PageMessage>) => {
      this._receive(event.data);
    };
  }

  private _receive(message: PageMessage): void {
    switch (message.kind) {
      case 'open':
        void this._answer(message.id, async () => {
          const { isDark, name, size } = message;
          await this._drawing.setTheme(isDark);
          const file = await openFile(
            new SentFile(name, size, parts => this._read(parts))
          );
          this._catalogue = new Catalogue(file);
          return this._list(message.id, '');
        });
        return;
      case 'list':
        void this._answer(message.id, () =>
          this._list(message.id, message.item)
        );
        return;
      case 'draw':
        void this._answer(message.id, async () => {
          const object = await this._opened().read(message.item);
          await this._drawing.show(object);
          return { kind: 'drawn', id: message.id };
        });
        return;
      case 'theme':
        void this._drawing.setTheme(message.isDark);
        return;
      case 'ping':
        this._send({ kind: 'pong', id: message.id });
        return;
      case 'bytes':
        this._readings.get(message.id)?.resolve([...message.parts]);
        this._readings.delete(message.id);
        return;
      case 'no-bytes':
        this._readings.get(message.id)?.reject(new Error(message.message));
        this._readings.delete(message.id);
        return;
    }
  }

  private _opened(): Catalogue {
    if (!this._catalogue) {
      throw new Error('The file is not open');
    }
    return this._catalogue;
  }

  private async _list(id: number, item: string): Promise<FrameMessage> {
    return { kind: 'listed', id, ...(await this._opened().list(item)) };
  }

  private async _answer(
    id: number,
    act: () => Promise<FrameMessage>
  ): Promise<void> {
    try {
      this._send(await act());
    } catch (reason) {
      const message = reason instanceof Error ? reason.message : String(reason);
      this._send({ kind: 'failed', id, message: clipped(message) });
    }
  }

  private _read(parts: readonly Part[]): Promise<ArrayBuffer[]> {
    const id = this._count;
    this._count += 1;
    return new Promise((resolve, reject) => {
      this._readings.set(id, { resolve, reject });
      this._send({ kind: 'read', id, parts });
    });
  }

  private _send(message: FrameMessage): void {
    this._port.postMessage(message);
  }

  private _catalogue: Catalogue | null = null;
  private _count = 0;
  private readonly _drawing = new Drawing(document.body);
  private readonly _readings = new Map<number, IReading>();
}

lockDown();

// The page is the frame's grandparent (see scripts/build-root-frame.mjs).
const page = window.parent.parent;

window.addEventListener('message', function connect(event) {
  const [port] = event.ports;
  if (event.source === page && event.data === CONNECT && port) {
    window.removeEventListener('message', connect);
    new Program(port);
  }
});
page.postMessage(HELLO, '*');
