/**
 * Ours, in a process of its own.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Order, Result } from './own-worker.ts';
import { MIB } from './shapes.ts';

/** Files at a time; the companion's own default. */
export const PARALLEL = 4;

type Line = Result | { sent: number } | { at: string; message: string | null };

/** @throws Error unless every file is there as it is here */
export async function sendWithOurs(
  order: Omit<Order, 'dataFolder' | 'parallel'>,
  dataFolder = freshFolder()
): Promise<Result> {
  const worker = start({ ...order, dataFolder, parallel: PARALLEL });
  const result = await lastLine(worker);
  if (result.state !== (order.publish === true ? 'published' : 'verified')) {
    throw new Error(`It ended ${result.state}: ${result.message}`);
  }
  return result;
}

/** Ends it with `kill -9` as soon as so many bytes were sent. */
export async function sendUntil(
  order: Omit<Order, 'parallel'>,
  bytes: number
): Promise<void> {
  const worker = start({ ...order, parallel: PARALLEL });
  for await (const line of linesOf(worker)) {
    if ('sent' in line && line.sent >= bytes) {
      worker.kill('SIGKILL');
    }
  }
}

const folders: string[] = [];
process.once('exit', () => {
  for (const folder of folders) {
    rmSync(folder, { recursive: true, force: true });
  }
});

export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sciencemesh-bench-data-'));
  folders.push(folder);
  return folder;
}

type Worker = ChildProcessByStdio<null, Readable, null>;

function start(order: Order): Worker {
  return spawn(
    process.execPath,
    [join(import.meta.dirname, 'own-worker.ts'), JSON.stringify(order)],
    { stdio: ['ignore', 'pipe', 'inherit'] }
  );
}

async function* linesOf(worker: Worker): AsyncGenerator<Line> {
  for await (const line of createInterface({ input: worker.stdout })) {
    yield JSON.parse(line) as Line;
  }
}

async function lastLine(worker: Worker): Promise<Result> {
  const ended = once(worker, 'exit');
  let last: Line | null = null;
  for await (const line of linesOf(worker)) {
    last = line;
  }
  await ended;
  if (last === null || !('state' in last)) {
    throw new Error(`It ended without a result, after ${JSON.stringify(last)}`);
  }
  return last;
}

/** For a table. */
export function rate(bytes: number, seconds: number): string {
  return `${(bytes / MIB / seconds).toFixed(0)} MiB/s`;
}
