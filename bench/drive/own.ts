/**
 * What the others have nothing to be compared with for: many shares, and an
 * institution that does not answer.
 */
import { connect, createServer, type Socket } from 'node:net';
import { listenOnLoopback } from '../../peers/loopback/index.ts';
import {
  startScienceMesh,
  type ScienceMesh
} from './contenders/sciencemesh.ts';
import type { Surroundings } from './surroundings.ts';
import { printTable } from './table.ts';
import { median } from './statistics.ts';
import { figure, timed, type Row } from './workloads.ts';

const SHARES = 500;
const ROUNDS = 5;
/** Round trips that are measured, in milliseconds. */
const DELAYS = [0, 20, 100];

export async function measureOwn(surroundings: Surroundings): Promise<void> {
  const mesh = await startScienceMesh(surroundings);
  try {
    await measureDistance(mesh, surroundings);
    await measureDeadHost(mesh, surroundings);
    await measureManyShares(mesh, surroundings);
  } finally {
    await mesh.stop();
  }
}

async function measureDistance(
  mesh: ScienceMesh,
  { dav }: Surroundings
): Promise<void> {
  const rows = new Map<string, Row>();
  for (const delay of DELAYS) {
    const far = await startDelay(dav.port, delay / 2);
    const name = `far-${delay}`;
    await mesh.receive(name, `http://127.0.0.1:${far.port}/files/`);
    await mesh.listShare(name);
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      times.push(
        (await timed(() => mesh.listShare(`${name}/many`))).milliseconds
      );
    }
    rows.set(`${delay} ms away`, { 'ms, median of 5': figure(median(times)) });
    far.stop();
  }
  printTable('W1 by distance: list 10 000 files', rows);
}

async function measureDeadHost(
  mesh: ScienceMesh,
  { dav }: Surroundings
): Promise<void> {
  const silent = createServer(() => undefined);
  const port = await listenOnLoopback(silent);
  await mesh.receive('alive', `${dav.url}work/`);
  await mesh.receive('dead', `http://127.0.0.1:${port}/files/`);
  await mesh.listShare('alive');
  // Somebody waits for the dead one all the while.
  const waiting = mesh.listShare('dead').catch(() => undefined);
  const times: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    times.push((await timed(() => mesh.listShare('alive'))).milliseconds);
  }
  const root = await timed(() => mesh.listRoot());
  printTable(
    'W11 one institution does not answer',
    new Map([
      [
        'jupyterlab-sciencemesh',
        {
          'another share, ms, median of 20': figure(median(times)),
          'longest, ms': figure(Math.max(...times)),
          'list of shares, ms': figure(root.milliseconds)
        }
      ]
    ])
  );
  silent.close();
  await waiting;
}

async function measureManyShares(
  mesh: ScienceMesh,
  { dav }: Surroundings
): Promise<void> {
  for (let number = 0; number < SHARES; number += 1) {
    await mesh.receive(`share-${number}`, dav.url);
  }
  const times: number[] = [];
  const { traffic } = await dav.during(async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { value, milliseconds } = await timed(() => mesh.listRoot());
      if (value < SHARES) {
        throw new Error(`Only ${value} shares are listed`);
      }
      times.push(milliseconds);
    }
  });
  printTable(
    `W10 list ${SHARES} received shares`,
    new Map([
      [
        'jupyterlab-sciencemesh',
        {
          'ms, median of 5': figure(median(times)),
          requests: String(traffic.requests)
        }
      ]
    ])
  );
}

/** Hands bytes on after a while, each way. */
async function startDelay(
  target: number,
  milliseconds: number
): Promise<{ port: number; stop(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer(inside => {
    const outside = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [inside, outside],
      [outside, inside]
    ] as const) {
      sockets.add(from);
      from.on('data', bytes =>
        setTimeout(() => to.writable && to.write(bytes), milliseconds)
      );
      from.on('close', () => setTimeout(() => to.destroy(), milliseconds));
      from.on('error', () => to.destroy());
    }
  });
  return {
    port: await listenOnLoopback(server),
    stop() {
      server.close();
      sockets.forEach(socket => socket.destroy());
    }
  };
}
