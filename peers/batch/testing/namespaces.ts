import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** The mount and the process namespace that `pid` holds for a root. */
export function namespacesOf(pid: number): Promise<string[]> {
  return Promise.all(
    ['mnt', 'pid_for_children'].map(name => readlink(`/proc/${pid}/ns/${name}`))
  );
}

/** Processes of this machine that are in any of the namespaces. */
export async function processesIn(namespaces: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await readdir('/proc')) {
    for (const name of /^\d+$/.test(pid) ? ['mnt', 'pid'] : []) {
      const namespace = await readlink(join('/proc', pid, 'ns', name)).catch(
        () => ''
      );
      if (namespaces.includes(namespace)) {
        found.push(pid);
      }
    }
  }
  return found;
}
