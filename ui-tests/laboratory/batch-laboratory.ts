import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { people } from '../../peers/batch/index.ts';
import type { Batch } from '../../peers/batch/index.ts';
import { Laboratory } from './laboratory.ts';

const companion = join(
  import.meta.dirname,
  '../../jupyterlab_sciencemesh/companion/main.mjs'
);

/** How alice reaches the systems, as the form names the sites. */
export const HTCONDOR = 'HTCondor pool';
export const HPC = 'HPC cluster';
export const REST = 'HPC by REST';

/**
 * A laboratory whose companion runs as alice, where she could log in and
 * submit. All that both sides use has the same path for both.
 */
export async function startBatchLaboratory(batch: Batch): Promise<Laboratory> {
  const runtime = join(batch.shared, 'run');
  await mkdir(runtime, { recursive: true });
  await chmod(runtime, 0o755);
  const program = join(runtime, 'companion');
  const tokenFile = join(runtime, 'token');
  await writeFile(tokenFile, await batch.slurm.token('alice', 3600), {
    mode: 0o600
  });
  await chown(tokenFile, people.alice, people.alice);
  const { host, port, keys, knownHosts } = batch.ssh;
  await writeFile(program, script(batch), { mode: 0o755 });
  return Laboratory.start({
    below: batch.shared,
    // The bridge makes the folder of the socket in it.
    environment: { TMPDIR: runtime, XDG_RUNTIME_DIR: '' },
    traits: {
      ScienceMeshApp: {
        companion_command: [program],
        companion_config: {
          ocm: { user: 'marie', host: 'jupyter.example.org' },
          compute: {
            find: false,
            local: 'hide',
            sites: [
              {
                kind: 'htcondor',
                id: 'pool',
                name: HTCONDOR,
                lookSeconds: 1
              },
              {
                kind: 'slurm',
                id: 'cluster',
                name: HPC,
                lookSeconds: 1,
                ssh: {
                  host,
                  port,
                  user: 'alice',
                  identity: keys.alice,
                  knownHosts
                }
              },
              {
                kind: 'slurmrestd',
                id: 'rest',
                name: REST,
                lookSeconds: 1,
                url: batch.slurm.url,
                user: 'alice',
                tokenFile
              }
            ]
          }
        }
      }
    }
  });
}

/** Gives alice the folder that it is started in, and goes on as she. */
function script(batch: Batch): string {
  const { program, words } = batch.inside('alice', [], '');
  const around = [program, ...words.slice(0, -2)];
  return `#!/bin/sh
chown ${people.alice}:${people.alice} "$PWD"
SCIENCEMESH_PYTHON=/usr/bin/python3 SCIENCEMESH_KERNEL_DIRS=/usr/share/jupyter/kernels
export SCIENCEMESH_PYTHON SCIENCEMESH_KERNEL_DIRS
for word; do
  case "$previous" in
    --data) mkdir -p "$word"; chown ${people.alice}:${people.alice} "$word" "$(dirname "$word")" ;;
    --root | --config) chown ${people.alice}:${people.alice} "$word" ;;
  esac
  previous=$word
done
exec ${around.map(word => `'${word}'`).join(' ')} alice "$PWD" '${process.execPath}' '${companion}' "$@"
`;
}
