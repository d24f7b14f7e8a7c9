/**
 * A companion and an institution that shares a folder with it, for tests in
 * another language: prints where they are, and ends with its standard input.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { Institution, offerOf } from '../../peers/institution/index.ts';

const NAME = 'share';
const [base = ''] = process.argv.slice(2);
const folder = join(base, 'shared');
mkdirSync(folder);

const institution = await Institution.start();
const { host } = new URL(institution.url);
const config = join(base, 'config.json');
writeFileSync(
  config,
  JSON.stringify({
    ocm: { user: 'marie' },
    outbound: { plainHttp: [host], privateHosts: [host] },
    log: { level: 'info' }
  })
);

const secret = randomBytes(24).toString('base64url');
const companion = spawn(
  process.execPath,
  [
    join(import.meta.dirname, '../../companion/src/main.ts'),
    'serve',
    '--listen=127.0.0.1:0',
    '--ocm-listen=127.0.0.1:0',
    `--data=${join(base, 'data')}`,
    `--root=${base}`,
    `--config=${config}`
  ],
  {
    stdio: ['ignore', 'inherit', 'pipe'],
    env: { ...process.env, SCIENCEMESH_SECRET: secret }
  }
);
const { listen, ocmListen } = await ready();
await receive();
process.stdout.write(
  `${JSON.stringify({ listen, secret, folder, name: NAME })}\n`
);
process.stdin.resume();
await once(process.stdin, 'close');
companion.kill('SIGTERM');
await once(companion, 'exit');
await institution.stop();

async function ready(): Promise<{ listen: string; ocmListen: string }> {
  for await (const line of createInterface({ input: companion.stderr })) {
    if (line.includes('"msg":"ready"')) {
      return JSON.parse(line) as { listen: string; ocmListen: string };
    }
  }
  throw new Error('The companion did not start.');
}

async function receive(): Promise<void> {
  const share = institution.share({
    shareWith: 'marie@jupyter.example.org',
    folder,
    name: NAME,
    permissions: ['read', 'write']
  });
  const offer = JSON.stringify(offerOf(share))
    .replaceAll(institution.host, host)
    .replaceAll(`https://${host}`, `http://${host}`);
  await asked(`${ocmListen}/ocm/shares`, { method: 'POST', body: offer });
  const authorization = `Bearer ${secret}`;
  const list = (await asked(`${listen}/api/shares`, {
    headers: { authorization }
  })) as { items: { id: string }[] };
  await asked(`${listen}/api/shares/${list.items[0]?.id}`, {
    method: 'PATCH',
    headers: { authorization },
    body: '{"state":"accepted"}'
  });
}

async function asked(url: string, init: RequestInit): Promise<unknown> {
  const headers = { 'content-type': 'application/json', ...init.headers };
  const answer = await fetch(url, { ...init, headers });
  if (!answer.ok) {
    throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  }
  return answer.json();
}
