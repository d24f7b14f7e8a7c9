import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

import type { Exchange } from './answer.ts';
import type { Behaviour } from './behaviour.ts';
import { flipped, limited, slowed, stalled } from './faults.ts';
import type { Chunks } from './faults.ts';

/**
 * Sends a body at the pace and with the faults of a behaviour.
 *
 * @param offset - place of the first byte in the whole body
 */
export async function deliver(
  exchange: Exchange,
  behaviour: Behaviour,
  chunks: Chunks,
  offset: number
): Promise<void> {
  const { response, recorded } = exchange;
  response.flushHeaders();
  for await (const chunk of faulty(response, behaviour, chunks, offset)) {
    if (!(await written(response, chunk))) {
      return;
    }
    recorded.bytesSent += chunk.length;
  }
  await finish(exchange, behaviour);
}

function faulty(
  response: ServerResponse,
  behaviour: Behaviour,
  chunks: Chunks,
  offset: number
): Chunks {
  const { corruptAt, bytesPerSecond, stallAfter } = behaviour;
  let faults = chunks;
  if (corruptAt !== undefined) {
    faults = flipped(faults, corruptAt - offset);
  }
  if (bytesPerSecond !== undefined) {
    faults = slowed(faults, bytesPerSecond);
  }
  if (stallAfter !== undefined) {
    const gone = either(response, 'close');
    const release = behaviour.release
      ? Promise.race([behaviour.release, gone])
      : gone;
    faults = stalled(faults, stallAfter, release);
  }
  const length = behaviour.resetAfter ?? behaviour.truncateAfter;
  return length === undefined ? faults : limited(faults, length);
}

async function finish(
  { response, recorded, reset }: Exchange,
  behaviour: Behaviour
): Promise<void> {
  const { socket } = response;
  if (behaviour.resetAfter !== undefined && socket) {
    // What was written must leave this process before the reset overtakes it.
    await new Promise<void>(resolve => socket.write('', () => resolve()));
    reset();
    return;
  }
  if (behaviour.truncateAfter !== undefined) {
    socket?.end();
    return;
  }
  response.end();
  if (typeof behaviour.contentLength === 'number') {
    // Node would keep a connection open that still owes bytes.
    await once(response, 'finish');
    socket?.end();
  }
  recorded.finished = true;
}

/** Writes a chunk and waits for room; false when the caller went away. */
async function written(
  response: ServerResponse,
  chunk: Uint8Array
): Promise<boolean> {
  if (response.destroyed) {
    return false;
  }
  if (chunk.length > 0 && !response.write(chunk)) {
    await either(response, 'drain', 'close');
  }
  return !response.destroyed;
}

/** Waits for the first of some events and leaves no listener behind. */
function either(response: ServerResponse, ...events: string[]): Promise<void> {
  return new Promise(resolve => {
    const happened = (): void => {
      events.forEach(event => response.off(event, happened));
      resolve();
    };
    events.forEach(event => response.on(event, happened));
  });
}
