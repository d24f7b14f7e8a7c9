import { ServerConnection } from '@jupyterlab/services';

/** How a server answers questions for parts of a file. */
export type RangeManners = 'keeps-to-ranges' | 'sends-everything';

const CHUNK = 64 * 1024;

/**
 * A Jupyter server with one file, which may be far larger than the memory.
 */
export class TestFile {
  /**
   * @param byteAt - what is at a place
   */
  constructor(
    readonly size: number,
    private readonly _byteAt: (place: number) => number
  ) {}

  /** A file that holds these bytes. */
  static of(content: string | Uint8Array): TestFile {
    const bytes =
      typeof content === 'string' ? new TextEncoder().encode(content) : content;
    return new TestFile(bytes.length, place => bytes[place] ?? 0);
  }

  /** Ranges that were asked for, in order. */
  readonly requests: string[] = [];

  /** Bytes that were sent. */
  bytesSent = 0;

  /** How it answers from now on. */
  manners: RangeManners = 'keeps-to-ranges';

  /** With which status it refuses from now on. */
  refusal: number | null = null;

  /** Which version of the file it is. */
  version = '"1"';

  /** Whether the connection breaks after some bytes. */
  isCutShort = false;

  readonly settings = ServerConnection.makeSettings({
    baseUrl: 'http://jupyter.test/',
    fetch: (input: RequestInfo | URL) => this._answer(input)
  });

  /** Where it is. */
  readonly url = async (): Promise<string> => 'http://jupyter.test/files/it';

  private async _answer(input: RequestInfo | URL): Promise<Response> {
    const request = input instanceof Request ? input : new Request(input);
    const range = request.headers.get('range') ?? '';
    this.requests.push(range.replace('bytes=', ''));
    if (this.refusal !== null) {
      return new Response('<html>No</html>', { status: this.refusal });
    }
    const headers = { etag: this.version };
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
    if (this.manners === 'sends-everything' || from === undefined) {
      return new Response(this._stream(0, this.size), {
        headers: { ...headers, 'content-length': `${this.size}` }
      });
    }
    const start = Number(from);
    const end = Math.min(Number(to) + 1, this.size);
    if (start >= this.size) {
      return new Response('', {
        status: 416,
        headers: { ...headers, 'content-range': `bytes */${this.size}` }
      });
    }
    return new Response(this._stream(start, end), {
      status: 206,
      headers: {
        ...headers,
        'content-range': `bytes ${start}-${end - 1}/${this.size}`
      }
    });
  }

  private _stream(start: number, end: number): ReadableStream<Uint8Array> {
    let place = start;
    const last = this.isCutShort ? Math.floor((start + end) / 2) : end;
    return new (streamClass())({
      pull: controller => {
        const length = Math.min(CHUNK, last - place);
        if (length <= 0) {
          controller.close();
          return;
        }
        const first = place;
        controller.enqueue(
          Uint8Array.from({ length }, (_, index) => this._byteAt(first + index))
        );
        place += length;
        this.bytesSent += length;
      }
    });
  }
}

/** The streams of responses, which jsdom keeps from its pages. */
function streamClass(): typeof ReadableStream<Uint8Array> {
  const { body } = new Response('it');
  if (!body) {
    throw new Error('A response with a text has a body');
  }
  return body.constructor as typeof ReadableStream<Uint8Array>;
}
