import { settle, trans } from '../../testing/server';
import { FrameLink } from './link';
import type { PageMessage } from './protocol';
import { LIMITS } from './protocol';

/** The page's end of a port whose other end a test plays. */
class TestPort {
  readonly sent: PageMessage[] = [];
  isClosed = false;
  onmessage: MessagePort['onmessage'] = null;

  readonly port = this as unknown as MessagePort;

  postMessage(message: PageMessage): void {
    this.sent.push(message);
  }

  close(): void {
    this.isClosed = true;
  }

  say(data: unknown): void {
    this.onmessage?.call(this.port, new MessageEvent('message', { data }));
  }
}

function linked(read: (start: number, end: number) => Promise<Uint8Array>): {
  link: FrameLink;
  lost: jest.Mock;
  port: TestPort;
} {
  const port = new TestPort();
  const lost = jest.fn();
  const link = new FrameLink({
    onLost: lost,
    port: port.port,
    reader: { read: async (...range) => new Uint8Array(await read(...range)) },
    size: 1_000,
    trans
  });
  return { link, lost, port };
}

const bytes = async (start: number, end: number): Promise<Uint8Array> =>
  new Uint8Array(end - start).fill(start);

describe('FrameLink', () => {
  let open: FrameLink | null = null;

  afterEach(() => {
    open?.dispose();
    jest.useRealTimers();
  });

  it('hands out answers to the questions that they belong to', async () => {
    const { link, port } = linked(bytes);
    open = link;
    const first = link.ask(id => ({ kind: 'draw', id, item: 'a' }));
    const second = link.ask(id => ({ kind: 'draw', id, item: 'b' }));
    port.say({ kind: 'failed', id: 2, message: 'No' });
    port.say({ kind: 'drawn', id: 1 });
    await expect(second).rejects.toThrow('No');
    await expect(first).resolves.toEqual({ kind: 'drawn', id: 1 });
  });

  it('sends the parts that are asked for', async () => {
    const { link, port } = linked(bytes);
    open = link;
    port.say({
      kind: 'read',
      id: 7,
      parts: [
        [1, 2],
        [9, 1]
      ]
    });
    await settle();
    const [answer] = port.sent;
    const parts = answer?.kind === 'bytes' ? answer.parts : [];
    expect(parts.map(part => [...new Uint8Array(part)])).toEqual([[1, 1], [9]]);
  });

  it('says why there are no bytes', async () => {
    const { link, port } = linked(async () => {
      throw new Error('The file is not there any more.');
    });
    open = link;
    port.say({ kind: 'read', id: 7, parts: [[1, 2]] });
    await settle();
    expect(port.sent).toEqual([
      { kind: 'no-bytes', id: 7, message: 'The file is not there any more.' }
    ]);
  });

  it('reads a bounded number of parts at a time', async () => {
    const { link, port } = linked(() => new Promise(() => undefined));
    open = link;
    for (let id = 0; id <= LIMITS.pendingReads; id += 1) {
      port.say({ kind: 'read', id, parts: [[0, 1]] });
    }
    await settle();
    expect(port.sent).toMatchObject([
      { kind: 'no-bytes', id: LIMITS.pendingReads }
    ]);
  });

  it('hears nothing more from who breaks the rules', async () => {
    const { link, lost, port } = linked(bytes);
    open = link;
    const question = link.ask(id => ({ kind: 'draw', id, item: 'a' }));
    port.say({ kind: 'read', id: 0, parts: [[0, Number.POSITIVE_INFINITY]] });
    await expect(question).rejects.toThrow('stopped');
    port.say({ kind: 'read', id: 0, parts: [[0, 1]] });
    await settle();
    expect(port.isClosed).toBe(true);
    expect(lost).toHaveBeenCalledTimes(1);
    expect(port.sent.filter(({ kind }) => kind === 'bytes')).toEqual([]);
  });

  it('notices that nobody answers any more', () => {
    jest.useFakeTimers();
    const { link, lost, port } = linked(bytes);
    open = link;
    jest.advanceTimersByTime(15_000);
    port.say({ kind: 'pong', id: 0 });
    jest.advanceTimersByTime(15_000);
    expect(lost).not.toHaveBeenCalled();
    jest.advanceTimersByTime(15_000);
    expect(lost).toHaveBeenCalledTimes(1);
  });
});
