import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { JupyterLab } from '../peers/jupyterlab/index.ts';
import { Federation } from './federation/federation.ts';

const user = 'marie';
const host = 'jupyter.example.org';

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stopping.abort());
}

const folder = await mkdtemp(join(tmpdir(), 'sciencemesh-demo-'));
try {
  await run(stopping.signal);
} catch (error) {
  if (!stopping.signal.aborted) {
    throw error;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function run(signal: AbortSignal): Promise<void> {
  const receiver = `${user}@${host}`;
  const federation = await Federation.start({ receiver, folder });
  try {
    const lab = await JupyterLab.start({
      folder,
      user,
      host,
      displayName: 'Marie Example',
      outbound: federation.origin,
      signal
    });
    try {
      await federation.dispatch(lab.ocmUrl);
      await federation.offerFolder(lab.ocmUrl);
      process.stdout.write(`\n  ${lab.url}\n\nCtrl-C stops it.\n`);
      await lab.ended(signal);
    } finally {
      await lab.stop();
    }
  } finally {
    await federation.stop();
  }
}
