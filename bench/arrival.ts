/**
 * From the POST of a share to the event that sets the badge, and from the
 * request for a preview to its answer, in the companion as it is shipped. How
 * long the browser takes on top is measured by the journeys in `ui-tests/`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import type { CompanionEvent, ShareList } from 'sciencemesh-contract';

const PROGRAM = fileURLToPath(
  new URL('../jupyterlab_sciencemesh/companion/main.mjs', import.meta.url)
);
const SECRET = 'a secret of the benchmark';
const AUTHORIZATION = { authorization: `Bearer ${SECRET}` };
const SHARES = 50;
const FILES = 10_000;
const PREVIEWS = 7;

interface Companion {
  listen: string;
  ocmListen: string;
}

/** Measures, prints and returns a table in Markdown. */
export async function measureArrival(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sciencemesh-bench-'));
  const child = spawn(
    process.execPath,
    [
      PROGRAM,
      'serve',
      ...['--listen', '127.0.0.1:0', '--ocm-listen', '127.0.0.1:0'],
      ...['--data', join(folder, 'data'), '--root', folder]
    ],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, SCIENCEMESH_SECRET: SECRET }
    }
  );
  try {
    const companion = await ready(createInterface({ input: child.stderr }));
    const arrival = await arrivals(companion);
    const [cold, ...warm] = await previews(companion);
    const lines = [
      '| what | median | longest |',
      '|---|---|---|',
      `| POST to its answer | ${milliseconds(arrival.answers)} |`,
      `| POST to the event in an open page | ${milliseconds(arrival.events)} |`,
      `| preview of ${FILES} files, first time | ${milliseconds([cold ?? 0])} |`,
      `| the same again | ${milliseconds(warm)} |`
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    return lines.join('\n');
  } finally {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function ready(log: AsyncIterable<string>): Promise<Companion> {
  for await (const line of log) {
    if (line.includes('"msg":"ready"')) {
      return JSON.parse(line) as Companion;
    }
  }
  throw new Error('The companion did not start; run `make build` first.');
}

async function arrivals(companion: Companion) {
  const socket = new WebSocket(
    `${companion.listen.replace('http', 'ws')}/api/events`,
    { headers: AUTHORIZATION }
  );
  const heard = new Map<string, (at: number) => void>();
  socket.on('message', data => {
    const text = Buffer.isBuffer(data) ? data.toString() : 'null';
    const event = JSON.parse(text) as CompanionEvent | null;
    if (event?.type === 'share') {
      heard.get(event.share.providerId)?.(performance.now());
    }
  });
  await new Promise(resolve => socket.once('open', resolve));
  const answers: number[] = [];
  const events: number[] = [];
  for (let index = 0; index < SHARES; index++) {
    const id = `share ${index}`;
    const event = new Promise<number>(resolve => heard.set(id, resolve));
    const sent = performance.now();
    await send(companion, id, crate(20));
    answers.push(performance.now() - sent);
    events.push((await event) - sent);
  }
  socket.close();
  return { answers, events };
}

async function previews(companion: Companion): Promise<number[]> {
  await send(companion, 'large', crate(FILES));
  const shares = (await (
    await fetch(`${companion.listen}/api/shares`, { headers: AUTHORIZATION })
  ).json()) as ShareList;
  const id = shares.items.find(({ providerId }) => providerId === 'large')
    ?.package?.id;
  const times: number[] = [];
  for (let index = 0; index < PREVIEWS; index++) {
    const asked = performance.now();
    const answer = await fetch(`${companion.listen}/api/packages/${id}`, {
      headers: AUTHORIZATION
    });
    await answer.arrayBuffer();
    times.push(performance.now() - asked);
  }
  return times;
}

async function send(
  { ocmListen }: Companion,
  providerId: string,
  payload: object
): Promise<void> {
  const answer = await fetch(`${ocmListen}/ocm/shares`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      shareWith: `${userInfo().username}@jupyter.example.org`,
      name: providerId,
      providerId,
      owner: 'marie@player.example.org',
      sender: 'marie@player.example.org',
      shareType: 'user',
      resourceType: 'ro-crate',
      protocol: { name: 'multi', embedded: { payload } }
    })
  });
  await answer.arrayBuffer();
  if (answer.status !== 201) {
    throw new Error(`The share was answered with ${answer.status}.`);
  }
}

function crate(count: number): object {
  const ids = Array.from(
    { length: count },
    (_, index) => `https://data.example.org/set-${index % 37}/run-${index}.csv`
  );
  return {
    '@context': 'https://w3id.org/ro/crate/1.1/context',
    '@graph': [
      {
        '@id': 'ro-crate-metadata.json',
        '@type': 'CreativeWork',
        about: { '@id': './' },
        conformsTo: { '@id': 'https://w3id.org/ro/crate/1.1' }
      },
      {
        '@id': './',
        '@type': 'Dataset',
        name: `A package of ${count} files`,
        hasPart: ids.map(id => ({ '@id': id }))
      },
      ...ids.map((id, index) => ({
        '@id': id,
        '@type': 'File',
        name: `run-${index}.csv`,
        contentSize: 1000 + index,
        encodingFormat: 'text/csv'
      }))
    ]
  };
}

function milliseconds(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const longest = sorted.at(-1) ?? 0;
  return `${median.toFixed(1)} ms | ${longest.toFixed(1)} ms`;
}
