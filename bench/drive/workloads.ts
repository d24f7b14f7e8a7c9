/**
 * The workloads; each is done by all contenders and measured in the same way.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Contender } from './contender.ts';
import type { DavServer, Traffic } from './dav-server.ts';
import { LARGE, MANY, makeLarge, NOTEBOOK } from './files.ts';
import { memoryOf } from './jupyter-server.ts';
import type { KernelPing } from './kernel-ping.ts';
import { median, percentile } from './statistics.ts';

const ROUNDS = 5;
const MIB = 1024 * 1024;
const run = promisify(execFile);

export interface Scene {
  dav: DavServer;
  /** A folder for local files. */
  scratch: string;
  ping: KernelPing;
}

/** Cells of one row, by the name of their column. */
export type Row = Record<string, string>;

export interface Workload {
  id: string;
  title: string;
  measure(contender: Contender, scene: Scene): Promise<Row>;
  /** The same work by a program without a Jupyter server, if there is one. */
  bare?(scene: Omit<Scene, 'ping'>): Promise<Row>;
}

export const WORKLOADS: readonly Workload[] = [
  {
    id: 'W1',
    title: `List a folder of ${MANY} files`,
    async measure(contender, { dav }) {
      const times: number[] = [];
      const traffics: Traffic[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const { result, traffic } = await dav.during(() =>
          timed(() => contender.list('many'))
        );
        expectThat(result.value === MANY, `listed ${result.value} files`);
        times.push(result.milliseconds);
        traffics.push(traffic);
      }
      return {
        'first, ms': figure(times[0]),
        'again, ms': figure(median(times.slice(1))),
        'requests first': String(traffics[0]?.requests),
        'requests again': String(median(traffics.slice(1).map(requests)))
      };
    },
    async bare({ dav }) {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const { milliseconds } = await timed(() =>
          run(
            'curl',
            [
              '--silent',
              '--request',
              'PROPFIND',
              '--header',
              'Depth: 1',
              '--output',
              '/dev/null',
              `${dav.url}many/`
            ],
            { maxBuffer: 1024 }
          )
        );
        times.push(milliseconds);
      }
      return {
        'first, ms': figure(times[0]),
        'again, ms': figure(median(times.slice(1))),
        'requests first': '1',
        'requests again': '1'
      };
    }
  },
  {
    id: 'W3',
    title: `A minute of an open page on that folder, nothing happens`,
    async measure(contender, { dav }) {
      await contender.list('many');
      const looks = Math.floor(60 / contender.lookSeconds);
      const { traffic } = await dav.during(async () => {
        for (let look = 0; look < looks; look += 1) {
          await contender.look('many');
        }
      });
      return {
        'looks of the page': String(looks),
        requests: String(traffic.requests),
        'KiB from the server': figure(traffic.sent / 1024)
      };
    }
  },
  {
    id: 'W4',
    title: 'Open a notebook of 1 MB',
    async measure(contender, { dav }) {
      const times: number[] = [];
      let last: Traffic | null = null;
      for (let round = 0; round < ROUNDS; round += 1) {
        const { result, traffic } = await dav.during(() =>
          timed(() => contender.openNotebook(NOTEBOOK))
        );
        expectThat(result.value === 250, `read ${result.value} cells`);
        times.push(result.milliseconds);
        last = traffic;
      }
      return {
        'ms, median of 5': figure(median(times)),
        requests: String(last?.requests)
      };
    }
  },
  {
    id: 'W5',
    title: 'Read 1 GiB',
    async measure(contender, { ping }) {
      const quiet = await askWhileQuiet(ping);
      const before = await memoryOf(contender.pid);
      const speeds: number[] = [];
      const pings: number[] = [];
      let peak = before;
      for (let round = 0; round < ROUNDS; round += 1) {
        const watch = watchMemory(contender.pid);
        const { result, times } = await ping.during(() =>
          timed(() => contender.download('work/large.bin'))
        );
        peak = Math.max(peak, await watch());
        expectThat(result.value === LARGE, `read ${result.value} bytes`);
        speeds.push(LARGE / MIB / (result.milliseconds / 1000));
        pings.push(...times);
      }
      return {
        'MiB/s, median of 5': figure(median(speeds)),
        'memory, MiB more': figure((peak - before) / MIB),
        'kernel p99, ms': figure(percentile(pings, 99)),
        'kernel p99 when quiet, ms': figure(percentile(quiet, 99))
      };
    },
    async bare({ dav }) {
      const speeds: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const { milliseconds } = await timed(() =>
          run('curl', [
            '--silent',
            '--output',
            '/dev/null',
            `${dav.url}work/large.bin`
          ])
        );
        speeds.push(LARGE / MIB / (milliseconds / 1000));
      }
      return { 'MiB/s, median of 5': figure(median(speeds)) };
    }
  },
  {
    id: 'W6',
    title: 'Read 1 MiB out of 1 GiB',
    async measure(contender, { dav }) {
      const times: number[] = [];
      let moved = 0;
      for (let round = 0; round < ROUNDS; round += 1) {
        const start = (100 + round) * MIB;
        const { result, traffic } = await dav.during(() =>
          timed(() =>
            contender.readPart('work/large.bin', start, start + MIB - 1)
          )
        );
        expectThat(result.value === MIB, `read ${result.value} bytes`);
        times.push(result.milliseconds);
        moved = Math.max(moved, traffic.sent);
      }
      return {
        'ms, median of 5': figure(median(times)),
        'MiB moved': (moved / MIB).toFixed(2)
      };
    }
  },
  {
    id: 'W7',
    title: 'Upload 1 GiB, then compare its checksum',
    async measure(contender, { dav, ping, scratch }) {
      const from = join(scratch, 'upload.bin');
      await makeLarge(from, LARGE);
      const before = await memoryOf(contender.pid);
      const watch = watchMemory(contender.pid);
      const { result, times } = await ping.during(() =>
        dav.during(() => timed(() => contender.upload(from, 'work/up.bin')))
      );
      const peak = await watch();
      const arrived = join(dav.folder, 'work', 'up.bin');
      const right = (await checksum(arrived)) === (await checksum(from));
      await rm(arrived, { force: true });
      return {
        'MiB/s': figure(LARGE / MIB / (result.result.milliseconds / 1000)),
        'MiB sent': figure(result.traffic.received / MIB),
        'memory, MiB more': figure((peak - before) / MIB),
        checksum: right ? 'right' : '**wrong**',
        'kernel p99, ms': figure(percentile(times, 99))
      };
    },
    async bare({ dav, scratch }) {
      const from = join(scratch, 'upload.bin');
      await makeLarge(from, LARGE);
      const { milliseconds } = await timed(() =>
        run('curl', [
          '--silent',
          '--upload-file',
          from,
          `${dav.url}work/up.bin`
        ])
      );
      await rm(join(dav.folder, 'work', 'up.bin'), { force: true });
      return { 'MiB/s': figure(LARGE / MIB / (milliseconds / 1000)) };
    }
  },
  {
    id: 'W8',
    title: '16 clients, each 20 times: list, read, save',
    async measure(contender, { ping }) {
      const times: number[] = [];
      let errors = 0;
      const client = async (number: number) => {
        for (let round = 0; round < 20; round += 1) {
          const actions = [
            () => contender.list('work'),
            () => contender.download(NOTEBOOK),
            () => contender.saveText(`work/client-${number}.txt`, `${round}`)
          ];
          const action = actions[(number + round) % actions.length];
          try {
            const { milliseconds } = await timed(async () => action?.());
            times.push(milliseconds);
          } catch {
            errors += 1;
          }
        }
      };
      const { times: pings } = await ping.during(() =>
        Promise.all(Array.from({ length: 16 }, (_, number) => client(number)))
      );
      return {
        'p50, ms': figure(percentile(times, 50)),
        'p99, ms': figure(percentile(times, 99)),
        errors: String(errors),
        'kernel p99, ms': figure(percentile(pings, 99))
      };
    }
  },
  {
    id: 'W9',
    title: 'Rename and copy a folder of 1 000 files',
    async measure(contender, { dav }) {
      const renamed = await dav.during(() =>
        timed(() => contender.rename('tree', 'tree-renamed'))
      );
      await contender.rename('tree-renamed', 'tree');
      const copied = await dav.during(() =>
        timed(() => contender.copyFolder('tree', 'tree-copy'))
      );
      for (const name of ['tree-copy', 'tree-Copy1', 'tree-Copy']) {
        await rm(join(dav.folder, name), { recursive: true, force: true });
      }
      return {
        'rename, ms': figure(renamed.result.milliseconds),
        'rename, requests': String(renamed.traffic.requests),
        'copy, ms': figure(copied.result.milliseconds),
        'copy, requests': String(copied.traffic.requests)
      };
    }
  }
];

export async function timed<T>(
  action: () => Promise<T>
): Promise<{ value: T; milliseconds: number }> {
  const start = performance.now();
  const value = await action();
  return { value, milliseconds: performance.now() - start };
}

function expectThat(right: boolean, found: string): void {
  if (!right) {
    throw new Error(`wrong: ${found}`);
  }
}

function requests(traffic: Traffic): number {
  return traffic.requests;
}

export function figure(value: number | undefined): string {
  return value === undefined || Number.isNaN(value)
    ? '–'
    : value.toPrecision(3).includes('e')
      ? Math.round(value).toString()
      : String(Number(value.toPrecision(3)));
}

async function askWhileQuiet(ping: KernelPing): Promise<number[]> {
  const times: number[] = [];
  for (let count = 0; count < 100; count += 1) {
    times.push(await ping.ask());
  }
  return times;
}

/** @returns what ends the watch and gives the peak in bytes */
function watchMemory(pid: number): () => Promise<number> {
  let peak = 0;
  const look = async () => {
    peak = Math.max(peak, await memoryOf(pid));
  };
  const timer = setInterval(() => void look(), 100);
  return async () => {
    clearInterval(timer);
    await look();
    return peak;
  };
}

async function checksum(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}
