import type { CompanionEvent } from 'sciencemesh-contract';
import { share } from '../testing/samples';
import { connected, TestServer } from '../testing/server';
import type { ICompanion } from '../tokens';

describe('CompanionEvents', () => {
  let server: TestServer;
  let companion: ICompanion;

  beforeEach(async () => {
    server = new TestServer();
    companion = await connected(server);
  });

  afterEach(() => {
    jest.useRealTimers();
    companion.events.dispose();
    companion.status.dispose();
  });

  it('opens a socket below the base URL once the companion runs', () => {
    expect(server.sockets.map(socket => socket.url)).toEqual([
      'ws://jupyter.test/user/marie/sciencemesh/api/events'
    ]);
    expect(companion.events.isLive).toBe(true);
  });

  it('passes events on', () => {
    const heard: CompanionEvent[] = [];
    companion.events.received.connect((_, event) => {
      heard.push(event);
    });
    server.push({ type: 'share', share: share() });
    expect(heard).toEqual([{ type: 'share', share: share() }]);
  });

  it.each(['no JSON', '{"type":"from the future"}', 'null', '[]'])(
    'overhears %s',
    data => {
      const heard = jest.fn();
      companion.events.received.connect(heard);
      server.sockets[0]?.onmessage?.(new MessageEvent('message', { data }));
      expect(heard).not.toHaveBeenCalled();
    }
  );

  it('waits longer and longer before it opens a broken socket anew', () => {
    jest.useFakeTimers();
    const pauses = [1_000, 2_000, 4_000];
    for (const [count, pause] of pauses.entries()) {
      server.sockets.at(-1)?.onclose?.();
      jest.advanceTimersByTime(pause - 1);
      expect(server.sockets).toHaveLength(count + 1);
      jest.advanceTimersByTime(1);
      expect(server.sockets).toHaveLength(count + 2);
    }
  });

  it('asks everybody to load afresh when it is connected again', () => {
    jest.useFakeTimers();
    const resync = jest.fn();
    companion.events.resync.connect(resync);
    server.sockets.at(-1)?.onclose?.();
    jest.advanceTimersByTime(1_000);
    expect(resync).not.toHaveBeenCalled();
    server.sockets.at(-1)?.onopen?.();
    expect(resync).toHaveBeenCalledTimes(1);
  });

  it('hangs up when the companion is down', async () => {
    server.on('GET status', { state: 'failed', message: 'No.', reason: 'x' });
    await companion.status.refresh();
    expect(server.sockets[0]?.isClosed).toBe(true);
    expect(companion.events.isLive).toBe(false);
  });
});
