/**
 * How fast files arrive, beside curl, from a server on loopback.
 *
 * Each round measures every program once, in alternating order and after the
 * disk has come to rest; what is told are medians.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Order, Result } from './transfer-worker.ts';

const run = promisify(execFile);

const MIB = 1024 * 1024;
/** One large file at a time, and all small ones of all rounds. */
const NEEDED = 6 * 1024 * MIB;
const ROUNDS = 5;
/** Of curl's throughput. */
const TARGET = 0.9;
const TARGET_GROWTH = 64 * MIB;

interface Shape {
  name: string;
  count: number;
  size: number;
  /** Arguments for curl; ours always has its default of six streams. */
  parallel: string[];
}

const SHAPES: Shape[] = [
  { name: '1 x 1 GiB', count: 1, size: 1024 * MIB, parallel: [] },
  {
    name: '1 000 x 100 KiB, curl with as many streams',
    count: 1000,
    size: 100 * 1024,
    parallel: ['--parallel', '--parallel-max', '6']
  },
  {
    name: '1 000 x 100 KiB, curl with its 50 streams',
    count: 1000,
    size: 100 * 1024,
    parallel: ['--parallel']
  }
];

interface Surroundings {
  base: string;
  certificate: string;
  urls: { https: string; http: string };
}

/** Measures, prints and returns a table in Markdown. */
export async function measureTransfers(): Promise<string> {
  const base = mkdtempSync(join(tmpdir(), 'sciencemesh-bench-'));
  const { bavail, bsize } = statfsSync(base);
  if (bavail * bsize < NEEDED) {
    rmSync(base, { recursive: true });
    throw new Error(
      `This needs ${NEEDED / MIB} MiB in ${tmpdir()}; set TMPDIR to a roomier disk.`
    );
  }
  const server = await startServer(base);
  try {
    const lines = [
      '| files | over | curl | ours | ratio | memory growth |',
      '|---|---|---|---|---|---|'
    ];
    for (const shape of SHAPES) {
      for (const scheme of ['https', 'http'] as const) {
        lines.push(await measure(shape, scheme, server.surroundings));
      }
    }
    return lines.join('\n');
  } finally {
    server.process.kill();
    rmSync(base, { recursive: true });
  }
}

async function measure(
  shape: Shape,
  scheme: 'https' | 'http',
  surroundings: Surroundings
): Promise<string> {
  const url = surroundings.urls[scheme];
  const curl: number[] = [];
  const ours: Result[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const both = [
      async () => curl.push(await measureCurl(shape, url, surroundings)),
      async () => ours.push(await measureOurs(shape, url, surroundings))
    ];
    for (const one of round % 2 === 0 ? both : both.reverse()) {
      await run('sync');
      await one();
    }
  }
  const curlSeconds = median(curl);
  const ourSeconds = median(ours.map(({ seconds }) => seconds));
  const growth = Math.max(...ours.map(result => result.growth));
  const ratio = curlSeconds / ourSeconds;
  const rate = (seconds: number) =>
    `${((shape.count * shape.size) / MIB / seconds).toFixed(0)} MiB/s`;
  const line = `| ${shape.name} | ${scheme} | ${rate(curlSeconds)} | ${rate(ourSeconds)} | ${ratio.toFixed(2)}${ratio < TARGET ? ' (below 0.9)' : ''} | ${(growth / MIB).toFixed(0)} MiB${growth > TARGET_GROWTH ? ' (above 64)' : ''} |`;
  console.log(line);
  return line;
}

async function measureCurl(
  { count, size, parallel }: Shape,
  url: string,
  { base, certificate }: Surroundings
): Promise<number> {
  const folder = mkdtempSync(join(base, 'curl-'));
  const list = join(base, 'curl.txt');
  writeFileSync(
    list,
    Array.from(
      { length: count },
      (_, index) =>
        `url = "${url}/${size}/${index}"\noutput = "${folder}/file-${index}"\n`
    ).join('')
  );
  const start = performance.now();
  await run('curl', [
    '--silent',
    '--fail',
    '--cacert',
    certificate,
    '--noproxy',
    '*',
    ...parallel,
    '--config',
    list
  ]);
  const seconds = (performance.now() - start) / 1000;
  tidy(folder, count);
  return seconds;
}

async function measureOurs(
  { count, size }: Shape,
  url: string,
  { base, certificate }: Surroundings
): Promise<Result> {
  const folder = mkdtempSync(join(base, 'ours-'));
  const order: Order = {
    folder,
    certificate,
    url,
    count,
    size,
    checksum: null
  };
  const { stdout } = await run(process.execPath, [
    join(import.meta.dirname, 'transfer-worker.ts'),
    JSON.stringify(order)
  ]);
  tidy(folder, count);
  return JSON.parse(stdout) as Result;
}

/**
 * Small files are left for the end: ext4 passes by inodes that were freed in
 * the last minutes, which makes the next thousand files slow to create.
 */
function tidy(folder: string, count: number): void {
  if (count === 1) {
    rmSync(folder, { recursive: true });
  }
}

async function startServer(
  base: string
): Promise<{ process: ChildProcess; surroundings: Surroundings }> {
  const key = join(base, 'key.pem');
  const certificate = join(base, 'certificate.pem');
  await run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    key,
    '-out',
    certificate,
    '-days',
    '2',
    '-subj',
    '/CN=Loopback',
    '-addext',
    'subjectAltName=IP:127.0.0.1'
  ]);
  const server = spawn(
    process.execPath,
    [join(import.meta.dirname, 'origin-server.ts'), key, certificate],
    { stdio: ['ignore', 'pipe', 'inherit'] }
  );
  const [line] = (await once(
    createInterface({ input: server.stdout }),
    'line'
  )) as [string];
  const ports = JSON.parse(line) as { http: number; https: number };
  return {
    process: server,
    surroundings: {
      base,
      certificate,
      urls: {
        https: `https://127.0.0.1:${ports.https}`,
        http: `http://127.0.0.1:${ports.http}`
      }
    }
  };
}

function median(values: number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
