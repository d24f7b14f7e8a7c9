/**
 * This extension: the folder arrives as a share over Open Cloud Mesh.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Share, ShareList } from 'sciencemesh-contract';
import { freePort } from '../../../peers/loopback/index.ts';
import { ContentsContender, encodePath } from '../contents-contender.ts';
import { JupyterServer } from '../jupyter-server.ts';
import { Sender } from '../sender.ts';
import type { Surroundings } from '../surroundings.ts';

const USER = 'marie@lab.example.org';
const SHARE = 'bench';
const API = 'sciencemesh/api';

export async function startScienceMesh(
  surroundings: Surroundings
): Promise<ScienceMesh> {
  const port = await freePort();
  const jupyter = await JupyterServer.start({
    environment: surroundings.environment,
    folder: await surroundings.emptyFolder('sciencemesh'),
    root: await surroundings.emptyFolder('root'),
    config: {
      ScienceMeshApp: {
        data_dir: await surroundings.emptyFolder('sciencemesh-data'),
        ocm_listen: `127.0.0.1:${port}`,
        companion_config: {
          ocm: {
            user: 'marie',
            host: 'lab.example.org',
            rateLimit: { requests: 10_000, seconds: 1 }
          },
          outbound: {
            plainHttp: ['127.0.0.1'],
            privateHosts: ['127.0.0.1']
          }
        }
      }
    }
  });
  const sender = await Sender.start();
  const mesh = new ScienceMesh(
    `jupyterlab-sciencemesh (${await revision(surroundings)})`,
    jupyter,
    sender,
    `http://127.0.0.1:${port}`
  );
  try {
    await mesh.ready();
    await mesh.receive(SHARE, surroundings.dav.url);
    return mesh;
  } catch (error) {
    await mesh.stop();
    throw error;
  }
}

export class ScienceMesh extends ContentsContender {
  // Changes are pushed; the page looks on its own once a minute.
  override readonly lookSeconds = 60;
  readonly #sender: Sender;
  readonly #node: string;

  constructor(
    name: string,
    jupyter: JupyterServer,
    sender: Sender,
    node: string
  ) {
    super(name, jupyter, {
      contents: path => `${API}/contents/${encodePath(`${SHARE}/${path}`)}`,
      target: path => `${SHARE}/${path}`,
      bytes: path => `${API}/raw/${encodePath(`${SHARE}/${path}`)}`
    });
    this.#sender = sender;
    this.#node = node;
  }

  /** Waits for the companion, which starts after the Jupyter server. */
  async ready(): Promise<void> {
    for (let left = 600; left > 0; left -= 1) {
      const { state } = await this.jupyter.json<{ state: string }>(
        'sciencemesh/status'
      );
      if (state === 'running') {
        return;
      }
      await wait(50);
    }
    throw new Error('The companion does not start');
  }

  /** Receives one more share and accepts it. */
  async receive(
    name: string,
    uri: string,
    sender = this.#sender
  ): Promise<void> {
    await sender.offer(this.#node, USER, name, uri);
    const { items } = await this.jupyter.json<ShareList>(
      `${API}/shares?filter=pending`
    );
    for (const share of items) {
      await this.jupyter.send<Share>('PATCH', `${API}/shares/${share.id}`, {
        state: 'accepted'
      });
    }
  }

  /** Entries of a share in the root of the drive. */
  async listShare(share: string): Promise<number> {
    const { content } = await this.jupyter.json<{ content: unknown[] }>(
      `${API}/contents/${encodePath(share)}?content=1`
    );
    return content.length;
  }

  /** Names in the root of the drive. */
  async listRoot(): Promise<number> {
    const { content } = await this.jupyter.json<{ content: unknown[] }>(
      `${API}/contents?content=1`
    );
    return content.length;
  }

  override async upload(from: string, to: string): Promise<void> {
    await this.jupyter.curl(this.addresses.bytes(to), [
      '--header',
      'Content-Type: application/octet-stream',
      '--upload-file',
      from
    ]);
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.#sender.stop();
  }
}

async function revision(surroundings: Surroundings): Promise<string> {
  const { stdout } = await promisify(execFile)('git', [
    '-C',
    join(surroundings.environment, '..'),
    'describe',
    '--always',
    '--dirty'
  ]);
  return stdout.trim();
}
