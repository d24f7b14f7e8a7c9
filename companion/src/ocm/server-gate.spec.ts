import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { listenOnLoopback } from '../../../peers/loopback/index.ts';
import { createMetrics } from '../http/metrics.ts';
import { OutboundError } from '../http/outbound.ts';
import { fails } from '../storage/testing/files.ts';
import { localClient } from '../storage/testing/webdav.ts';
import { ServerGate } from './server-gate.ts';
import { Turns } from './turns.ts';

interface Scene {
  gate: ServerGate;
  metrics: ReturnType<typeof createMetrics>;
  heard: string[];
  forward: (milliseconds: number) => void;
}

function scene(test: TestContext): Scene {
  const outbound = localClient();
  test.after(() => outbound.close());
  const metrics = createMetrics();
  const heard: string[] = [];
  let time = 0;
  return {
    metrics,
    heard,
    gate: new ServerGate({
      outbound,
      metrics,
      now: () => time,
      onChange: (origin, isOpen) =>
        heard.push(`${new URL(origin).hostname} ${isOpen ? 'left' : 'back'}`)
    }),
    forward: milliseconds => {
      time += milliseconds;
    }
  };
}

async function serve(
  test: TestContext
): Promise<{ origin: string; server: Server; heads: () => number }> {
  let heads = 0;
  const server = createServer((_, response) => {
    heads += 1;
    response.writeHead(404).end();
  });
  const port = await listenOnLoopback(server);
  test.after(() => server.close());
  return {
    origin: `http://127.0.0.1:${port}`,
    server,
    heads: () => heads
  };
}

const silence = () =>
  Promise.reject(new OutboundError('timeout', 'It did not answer.'));
const refused = () =>
  Promise.reject(new OutboundError('unreachable', 'It refuses.'));
const answer = () => Promise.resolve('answer');

describe('a server that does not answer', () => {
  it('is left alone after one time-out, or three refusals', async t => {
    const { gate, heard, metrics } = scene(t);
    await assert.rejects(gate.pass('look', 'https://slow.example', silence));
    await fails(
      gate.pass('look', 'https://slow.example', answer),
      'unreachable'
    );
    for (let attempt = 0; attempt < 3; attempt++) {
      await assert.rejects(gate.pass('look', 'https://shut.example', refused), {
        name: 'OutboundError'
      });
    }
    await fails(
      gate.pass('send', 'https://shut.example', answer),
      'unreachable'
    );
    assert.deepEqual(heard, ['slow.example left', 'shut.example left']);
    const told = await metrics.registry.metrics();
    assert.match(
      told,
      /sciencemesh_storage_breakers_open\{provider="slow\.example"\} 1/
    );
    assert.match(
      told,
      /sciencemesh_storage_answer_seconds_count\{provider="shut\.example"\} 3/
    );
  });

  it('keeps nobody from asking others', async t => {
    const { gate } = scene(t);
    await assert.rejects(gate.pass('look', 'https://slow.example', silence));
    assert.equal(
      await gate.pass('look', 'https://well.example', answer),
      'answer'
    );
  });

  it('is asked by a probe first when it has rested', async t => {
    const { origin, heads } = await serve(t);
    const { gate, heard, forward } = scene(t);
    await assert.rejects(gate.pass('look', origin, silence));
    const error = await fails(gate.pass('look', origin, answer), 'unreachable');
    assert.equal(heads(), 0);
    forward(error.retryAfter ?? 0);
    // On a busy machine the probe takes longer than anybody waits for it.
    let result: string | null = null;
    for (let attempt = 0; attempt < 50 && result === null; attempt++) {
      result = await gate.pass('look', origin, answer).catch(() => null);
    }
    assert.equal(result, 'answer');
    assert.equal(heads(), 1);
    assert.deepEqual(heard, ['127.0.0.1 left', '127.0.0.1 back']);
  });

  it('rests longer each time, and nobody waits for the probe', async t => {
    const { origin, server } = await serve(t);
    server.removeAllListeners('request');
    const { gate, forward } = scene(t);
    await assert.rejects(gate.pass('look', origin, silence));
    const before = performance.now();
    for (let turn = 0; turn < 3; turn++) {
      forward(120_000);
      await fails(gate.pass('look', origin, answer), 'unreachable');
    }
    assert.ok(performance.now() - before < 3 * 300);
  });

  it('is not what says no', async t => {
    const { gate, heard } = scene(t);
    for (let attempt = 0; attempt < 10; attempt++) {
      await assert.rejects(
        gate.pass('look', 'https://well.example', () =>
          Promise.reject(new OutboundError('broken-answer', 'What?'))
        )
      );
    }
    assert.deepEqual(heard, []);
  });
});

describe('places', () => {
  it('of uploads leave those of looking free', async t => {
    const { gate } = scene(t);
    const endless = Promise.withResolvers<void>();
    const uploads = Array.from({ length: 50 }, () =>
      gate.pass('send', 'https://well.example', () => endless.promise)
    );
    assert.equal(
      await gate.pass('look', 'https://well.example', answer),
      'answer'
    );
    endless.resolve();
    await Promise.all(uploads);
  });

  it('are given in the order of asking, to as many as there are', async () => {
    const turns = new Turns(2);
    const order: number[] = [];
    let at = 0;
    let most = 0;
    await Promise.all(
      [1, 2, 3, 4, 5].map(number =>
        turns.use(async () => {
          order.push(number);
          at += 1;
          most = Math.max(most, at);
          await Promise.resolve();
          at -= 1;
        })
      )
    );
    assert.deepEqual(order, [1, 2, 3, 4, 5]);
    assert.equal(most, 2);
  });

  it('are not kept for who has gone', async () => {
    const turns = new Turns(1);
    const first = Promise.withResolvers<void>();
    const holding = turns.use(() => first.promise);
    const stop = new AbortController();
    const gone = turns.use(() => Promise.resolve('never'), stop.signal);
    const next = turns.use(() => Promise.resolve('next'));
    stop.abort(new Error('gone'));
    await assert.rejects(gone, /gone/);
    await assert.rejects(
      turns.use(() => Promise.resolve(), AbortSignal.abort(new Error('late'))),
      /late/
    );
    first.resolve();
    await holding;
    assert.equal(await next, 'next');
  });
});
