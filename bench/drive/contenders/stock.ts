/**
 * JupyterLab as it comes, on a mount by rclone or on the disk itself: what
 * there is without any extension, and how fast it could be at best.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ContentsContender, encodePath } from '../contents-contender.ts';
import { CannotError, type Contender } from '../contender.ts';
import { JupyterServer } from '../jupyter-server.ts';
import type { Surroundings } from '../surroundings.ts';

export async function startOnDisk(
  surroundings: Surroundings
): Promise<Contender> {
  return new Stock(
    'JupyterLab 4.6.4 on the local disk',
    await serve(surroundings, 'disk', surroundings.dav.folder)
  );
}

export async function startOnMount(
  surroundings: Surroundings
): Promise<Contender> {
  const folder = await surroundings.emptyFolder('mount');
  const unmount = await mount(surroundings.dav.url, folder);
  try {
    return new Stock(
      'JupyterLab 4.6.4 on an rclone mount',
      await serve(surroundings, 'mounted', folder),
      unmount
    );
  } catch (error) {
    await unmount();
    throw error;
  }
}

class Stock extends ContentsContender {
  readonly #after: () => Promise<void>;

  constructor(
    name: string,
    jupyter: JupyterServer,
    after: () => Promise<void> = async () => undefined
  ) {
    super(name, jupyter, {
      contents: path => `api/contents/${encodePath(path)}`,
      target: path => path,
      bytes: path => `files/${encodePath(path)}`
    });
    this.#after = after;
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.#after();
  }
}

async function serve(
  surroundings: Surroundings,
  name: string,
  root: string
): Promise<JupyterServer> {
  return JupyterServer.start({
    environment: surroundings.environment,
    folder: await surroundings.emptyFolder(name),
    root,
    config: {
      ServerApp: { jpserver_extensions: { jupyterlab_sciencemesh: false } }
    }
  });
}

/** @returns what takes the mount away again */
async function mount(
  url: string,
  folder: string
): Promise<() => Promise<void>> {
  await access('/dev/fuse').catch(() => {
    throw new CannotError('/dev/fuse is missing here');
  });
  const child = spawn(
    'rclone',
    [
      'mount',
      ':webdav:',
      folder,
      '--webdav-url',
      url,
      '--webdav-vendor',
      'other',
      '--vfs-cache-mode',
      'writes',
      '--config',
      join(folder, '..', 'rclone.conf')
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] }
  );
  let errors = '';
  child.stderr.on('data', chunk => (errors += String(chunk)));
  child.on('error', error => (errors += error.message));
  for (let left = 50; !(await isMounted(folder)); left -= 1) {
    if (left === 0 || child.exitCode !== null) {
      child.kill();
      throw new CannotError(`rclone does not mount: ${errors.trim()}`);
    }
    await wait(100);
  }
  return async () => {
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
  };
}

async function isMounted(folder: string): Promise<boolean> {
  return (await readFile('/proc/mounts', 'utf8')).includes(` ${folder} `);
}
