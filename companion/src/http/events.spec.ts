import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, it } from 'node:test';
import type { WebSocket } from 'ws';
import { EventHub } from './events.ts';

/** A listener whose connection does what the test says. */
class Listener extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  sent: string[] = [];
  pings = 0;
  terminated = false;

  send(text: string): void {
    this.sent.push(text);
  }

  ping(): void {
    this.pings += 1;
  }

  close(): void {
    // A dead connection never finishes its handshake.
  }

  terminate(): void {
    this.terminated = true;
    this.emit('close');
  }

  asSocket(): WebSocket {
    return this as unknown as WebSocket;
  }
}

const EVENT = { type: 'package', id: 'x' } as const;

describe('EventHub', () => {
  it('drops a listener that does not read', () => {
    const counts: number[] = [];
    const hub = new EventHub('1', count => counts.push(count));
    const [slow, quick] = [new Listener(), new Listener()];
    hub.add(slow.asSocket());
    hub.add(quick.asSocket());
    slow.bufferedAmount = 64 * 1024 * 1024;
    hub.publish(EVENT);
    assert.ok(slow.terminated);
    assert.deepEqual(
      quick.sent.map(text => JSON.parse(text) as unknown),
      [{ type: 'hello', version: '1' }, EVENT]
    );
    assert.deepEqual(counts, [1, 2, 1]);
    hub.close();
  });

  it('drops a listener that does not answer its heartbeat', t => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const hub = new EventHub('1');
    const [dead, alive] = [new Listener(), new Listener()];
    hub.add(dead.asSocket());
    hub.add(alive.asSocket());
    t.mock.timers.tick(30_000);
    alive.emit('pong');
    t.mock.timers.tick(30_000);
    assert.ok(dead.terminated);
    assert.ok(!alive.terminated);
    assert.equal(alive.pings, 2);
    hub.close();
  });

  it('does not wait for listeners that do not say goodbye', t => {
    t.mock.timers.enable({ apis: ['setInterval', 'setTimeout'] });
    const hub = new EventHub('1');
    const dead = new Listener();
    hub.add(dead.asSocket());
    hub.close();
    assert.ok(!dead.terminated);
    t.mock.timers.tick(1_000);
    assert.ok(dead.terminated);
  });
});
