import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { people } from './people.ts';
import type { Person } from './people.ts';
import { entrance } from './root.ts';
import type { Root } from './root.ts';

/** The commands of a batch system that are there, by what they begin with. */
const patterns = [
  '/usr/bin/condor_*',
  '/usr/sbin/condor_*',
  ...['sbatch', 'squeue', 'scancel', 'sacct', 'sacctmgr', 'scontrol'].map(
    name => `/usr/bin/${name}`
  ),
  ...['sinfo', 'sstat', 'sprio', 'sshare', 'srun', 'salloc'].map(
    name => `/usr/bin/${name}`
  )
];

/**
 * Writes, for each person, a folder for the PATH: its commands run inside as
 * that person, in the folder that they are called from.
 */
export async function writeCommands(
  root: Root
): Promise<Record<Person, string>> {
  const script =
    'for file; do if [ -x "$file" ]; then basename "$file"; fi; done';
  const found = await root.must('root', [
    ...['sh', '-c', `set -- ${patterns.join(' ')}; ${script}`]
  ]);
  const names = found.split('\n').filter(name => name !== '');
  const folderOf = (person: Person) =>
    join(root.place.folder, 'commands', person);
  for (const person of Object.keys(people) as Person[]) {
    const folder = folderOf(person);
    await mkdir(folder, { recursive: true });
    for (const name of names) {
      const file = join(folder, name);
      const words = entrance(root.place).map(word => `'${word}'`);
      await writeFile(
        file,
        `#!/bin/sh\nexec ${words.join(' ')} ${person} "$PWD" ${name} "$@"\n`
      );
      await chmod(file, 0o755);
    }
  }
  return { alice: folderOf('alice'), bob: folderOf('bob') };
}
