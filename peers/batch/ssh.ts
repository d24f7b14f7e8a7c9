import { chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { people } from './people.ts';
import type { Person } from './people.ts';
import type { Root } from './root.ts';

/** How to log in. */
export interface SshAccess {
  host: string;
  port: number;
  /** The host's public key, as `ssh-ed25519 AAAA…`. */
  hostKey: string;
  /** A `known_hosts` file that holds it. */
  knownHosts: string;
  /** Each person's private key: a file in OpenSSH's format. */
  keys: Record<Person, string>;
}

const hostKey = '/etc/ssh/ssh_host_ed25519_key';

/** Starts OpenSSH's server with new keys for everyone. */
export async function startSsh(root: Root, port: number): Promise<SshAccess> {
  const host = '127.0.0.1';
  const folder = join(root.place.folder, 'ssh');
  await root.must('root', ['mkdir', '-p', '/run/sshd', folder]);
  const generate = (file: string) =>
    root.must('root', [
      'ssh-keygen',
      '-q',
      '-t',
      'ed25519',
      '-N',
      '',
      '-f',
      file
    ]);
  await generate(hostKey);
  await writeFile(
    root.outside('/etc/ssh/sshd_config'),
    `
ListenAddress ${host}
Port ${port}
HostKey ${hostKey}
PidFile /run/sshd.pid
AllowUsers ${Object.keys(people).join(' ')}
AuthenticationMethods publickey
UsePAM no
# A page with many jobs asks often.
MaxStartups 100
MaxSessions 50
Subsystem sftp internal-sftp
`
  );
  const keys = { alice: join(folder, 'alice'), bob: join(folder, 'bob') };
  for (const [name, file] of Object.entries(keys)) {
    await generate(file);
    const home = root.outside(join('/home', name, '.ssh'));
    await mkdir(home, { mode: 0o700 });
    const authorized = join(home, 'authorized_keys');
    await writeFile(authorized, await readFile(`${file}.pub`));
    const id = people[name as Person];
    for (const path of [home, authorized, file]) {
      await chown(path, id, id);
    }
  }
  const words = await readFile(root.outside(`${hostKey}.pub`), 'utf8');
  const publicKey = words.split(' ').slice(0, 2).join(' ');
  const knownHosts = join(folder, 'known_hosts');
  await writeFile(knownHosts, `[${host}]:${port} ${publicKey}\n`);
  await root.must('root', ['/usr/sbin/sshd']);
  return { host, port, hostKey: publicKey, knownHosts, keys };
}
