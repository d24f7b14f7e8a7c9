import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { RangeReader } from '../rangereader';
import type { FrameMessage, PageMessage } from './protocol';
import { LIMITS, parseFrameMessage } from './protocol';

/**
 * What the frame answers to a question.
 */
export type FrameAnswer = Exclude<
  FrameMessage,
  { readonly kind: 'failed' | 'read' }
>;

/** Milliseconds between two questions whether the frame is still there. */
const PULSE = 2_000;

/** Questions without an answer after which it is not: 20 seconds. */
const MISSED_PULSES = 10;

/** A question of the page that waits for its answer. */
interface IQuestion {
  readonly resolve: (answer: FrameAnswer) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * The page's end of the line to one frame: asks it, and gives it the bytes
 * that it asks for.
 *
 * #### Notes
 * Who says something that is not in the protocol is not ours any more, and is
 * not heard again.
 */
export class FrameLink implements IDisposable {
  constructor(private readonly _options: FrameLink.IOptions) {
    const { port } = _options;
    port.onmessage = ({ data }: MessageEvent<unknown>) => {
      this._receive(data);
    };
    // Nobody tells when a document has gone from the other end of a port.
    this._pulse = setInterval(() => this._beat(), PULSE);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Ask the frame for something.
   *
   * @param make - the question, given its number
   */
  ask(make: (id: number) => PageMessage): Promise<FrameAnswer> {
    const id = (this._count += 1);
    return new Promise((resolve, reject) => {
      if (this._isDisposed) {
        reject(this._stopped());
        return;
      }
      this._questions.set(id, { resolve, reject });
      this.send(make(id));
    });
  }

  /**
   * Tell the frame something.
   */
  send(message: PageMessage, transfer: Transferable[] = []): void {
    if (!this._isDisposed) {
      this._options.port.postMessage(message, transfer);
    }
  }

  /**
   * Hang up; what was asked is not answered any more.
   */
  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    clearInterval(this._pulse);
    this._options.port.close();
    for (const { reject } of this._questions.values()) {
      reject(this._stopped());
    }
    this._questions.clear();
  }

  private _beat(): void {
    if (this._missedPulses >= MISSED_PULSES) {
      this._lose();
      return;
    }
    this._missedPulses += 1;
    this.send({ kind: 'ping', id: 0 });
  }

  private _lose(): void {
    this.dispose();
    this._options.onLost();
  }

  private _receive(data: unknown): void {
    if (this._isDisposed) {
      return;
    }
    const message = parseFrameMessage(data, this._options.size);
    if (!message) {
      this._lose();
      return;
    }
    this._missedPulses = 0;
    if (message.kind === 'read') {
      void this._serve(message);
      return;
    }
    const question = this._questions.get(message.id);
    this._questions.delete(message.id);
    if (message.kind === 'failed') {
      question?.reject(new Error(message.message));
    } else {
      question?.resolve(message);
    }
  }

  private async _serve(
    message: Extract<FrameMessage, { readonly kind: 'read' }>
  ): Promise<void> {
    const { id, parts } = message;
    const { reader, trans } = this._options;
    if (this._pendingReads >= LIMITS.pendingReads) {
      const words = trans.__('Too many parts of the file were asked for.');
      this.send({ kind: 'no-bytes', id, message: words });
      return;
    }
    this._pendingReads += 1;
    try {
      const read = await Promise.all(
        parts.map(([start, length]) => reader.read(start, start + length))
      );
      const buffers = read.map(({ buffer }) => buffer);
      this.send({ kind: 'bytes', id, parts: buffers }, buffers);
    } catch (reason) {
      const words = reason instanceof Error ? reason.message : String(reason);
      this.send({ kind: 'no-bytes', id, message: words });
    } finally {
      this._pendingReads -= 1;
    }
  }

  private _stopped(): Error {
    return new Error(this._options.trans.__('The drawing was stopped.'));
  }

  private _count = 0;
  private _isDisposed = false;
  private _missedPulses = 0;
  private _pendingReads = 0;
  private readonly _pulse: ReturnType<typeof setInterval>;
  private readonly _questions = new Map<number, IQuestion>();
}

/**
 * The namespace for `FrameLink` statics.
 */
export namespace FrameLink {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    /**
     * Called once when the frame has gone, or broke the rules.
     */
    readonly onLost: () => void;
    readonly port: Pick<MessagePort, 'close' | 'onmessage' | 'postMessage'>;

    /**
     * The one file that the frame may read.
     */
    readonly reader: Pick<RangeReader, 'read'>;

    /**
     * Of the file, in bytes.
     */
    readonly size: number;
    readonly trans: TranslationBundle;
  }
}
