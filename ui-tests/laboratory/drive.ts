import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import type { FolderShare, Permission } from '../../peers/institution/index.ts';
import { offerOf } from '../../peers/institution/index.ts';
import { Door } from './door.ts';
import type { Laboratory } from './laboratory.ts';

const receiver = 'marie@jupyter.example.org';

/** What a shared folder holds: text by path. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A folder at the institution, which Marie has been offered. */
export class SharedFolder {
  readonly name: string;
  readonly share: FolderShare;

  private readonly folder: string;
  private readonly laboratory: Laboratory;

  constructor(laboratory: Laboratory, share: FolderShare) {
    this.laboratory = laboratory;
    this.name = share.name;
    this.share = share;
    this.folder = share.folder;
  }

  /** A path on the institution's disk. */
  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /** What the institution has under a path. */
  async text(path: string): Promise<string> {
    return readFile(this.path(path), 'utf8');
  }

  /** A colleague writes a file at the institution. */
  async write(path: string, content: string | Uint8Array): Promise<void> {
    const target = this.path(path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }

  /** The sender takes the share back, and says so. */
  async revoke(): Promise<void> {
    const { federation, lab } = this.laboratory;
    await federation.institution.withdraw(`${lab.ocmUrl}/ocm`, this.share);
  }
}

/**
 * Has the institution offer a folder with these files.
 *
 * @param permissions - what Marie may do; by default read and write
 */
export async function offerFiles(
  laboratory: Laboratory,
  name: string,
  files: Files,
  permissions: Permission[] = ['read', 'write']
): Promise<SharedFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'sciencemesh-share-'));
  const { federation, lab } = laboratory;
  const { share, status, body } = await federation.institution.offer(
    `${lab.ocmUrl}/ocm`,
    { shareWith: receiver, folder, name, permissions }
  );
  if (status !== 201) {
    throw new Error(`The folder was answered ${status}: ${body}`);
  }
  const shared = new SharedFolder(laboratory, share);
  for (const [path, content] of Object.entries(files)) {
    await shared.write(path, content);
  }
  return shared;
}

/** Has Marie accept what she was offered under a name. */
export async function accept(
  laboratory: Laboratory,
  name: string
): Promise<void> {
  const shares = await laboratory.shares();
  const share = shares.find(
    one => one.name === name && one.state === 'pending'
  );
  if (!share) {
    throw new Error(`Nothing is offered as ${name}`);
  }
  const answer = await laboratory.lab.fetch(
    `sciencemesh/api/shares/${share.id}`,
    {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ state: 'accepted' })
    }
  );
  if (!answer.ok) {
    throw new Error(`${name} was not accepted: ${await answer.text()}`);
  }
}

/** Has the institution share a folder, and Marie accept it. */
export async function shareFiles(
  laboratory: Laboratory,
  name: string,
  files: Files,
  permissions?: Permission[]
): Promise<SharedFolder> {
  const folder = await offerFiles(laboratory, name, files, permissions);
  await accept(laboratory, name);
  return folder;
}

/**
 * Has the institution share a single file, and Marie accept it.
 *
 * @returns the folder of the file, which is not shared
 */
export async function shareFile(
  laboratory: Laboratory,
  name: string,
  content: string
): Promise<SharedFolder> {
  const { federation, lab } = laboratory;
  const share = federation.institution.share({
    shareWith: receiver,
    folder: await mkdtemp(join(tmpdir(), 'sciencemesh-share-')),
    name,
    permissions: ['read', 'write']
  });
  const folder = new SharedFolder(laboratory, share);
  await folder.write(name, content);
  const uri = `${share.uri}/${encodeURIComponent(name)}`;
  const answer = await fetch(`${lab.ocmUrl}/ocm/shares`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...offerOf({ ...share, uri }),
      resourceType: 'file'
    })
  });
  if (answer.status !== 201) {
    throw new Error(`${name} was answered ${answer.status}`);
  }
  await accept(laboratory, name);
  return folder;
}

/** A shared folder of a server that can be down. */
export class Outages {
  /** The folder. */
  readonly folder: SharedFolder;

  private readonly door: Door;

  private constructor(folder: SharedFolder, door: Door) {
    this.folder = folder;
    this.door = door;
  }

  /**
   * Has Marie accept a folder that lies behind a door.
   *
   * @param host - by default one of its own: what was down is left alone for
   * a while
   */
  static async start(
    laboratory: Laboratory,
    name: string,
    files: Files,
    host = `unsteady-${randomUUID().slice(0, 8)}.example.org`
  ): Promise<Outages> {
    const { federation, origin } = laboratory;
    const door = await Door.start(federation.institution.url);
    origin.forward(host, door.url);
    const share = federation.institution.share({
      shareWith: receiver,
      folder: await mkdtemp(join(tmpdir(), 'sciencemesh-share-')),
      name,
      permissions: ['read', 'write']
    });
    const folder = new SharedFolder(laboratory, share);
    for (const [path, content] of Object.entries(files)) {
      await folder.write(path, content);
    }
    const address = new URL(share.uri);
    address.hostname = host;
    await shareAddress(laboratory, name, address.href, share.sharedSecret);
    return new Outages(folder, door);
  }

  /** The server is down, or up again. */
  set isDown(value: boolean) {
    this.door.isShut = value;
  }

  /** The server answers everything with this status; null: as it should. */
  set failure(status: number | null) {
    this.door.failure = status;
  }

  /** Takes the door away. */
  async stop(): Promise<void> {
    await this.door.stop();
  }
}

/** Has another server offer a folder of its own, and Marie accept it. */
export async function shareAddress(
  laboratory: Laboratory,
  name: string,
  uri: string,
  sharedSecret = 'not looked at'
): Promise<void> {
  const host = new URL(uri).hostname;
  const answer = await fetch(`${laboratory.lab.ocmUrl}/ocm/shares`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(
      offerOf({
        providerId: name,
        sharedSecret,
        folder: '',
        name,
        permissions: ['read', 'write'],
        shareWith: receiver,
        owner: `ines@${host}`,
        uri
      })
    )
  });
  if (answer.status !== 201) {
    throw new Error(`${name} was answered ${answer.status}`);
  }
  await accept(laboratory, name);
}
