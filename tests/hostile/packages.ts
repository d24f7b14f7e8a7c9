/**
 * Packages on their way through the companion.
 */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type {
  OpenRequest,
  PackagePreview,
  ShareList,
  Transfer,
  TransferFile,
  TransferFileList
} from 'sciencemesh-contract';
import type { Scene } from './scene.ts';
import { share } from './shares.ts';

/** Sends a crate in a share; resolves with the package's id. */
export async function receive(
  scene: Scene,
  document: unknown
): Promise<string> {
  const answer = await scene.post(
    '/ocm/shares',
    share({ protocol: { name: 'multi', embedded: { payload: document } } })
  );
  assert.equal(answer.status, 201, answer.text);
  const { value } = await scene.api('/api/shares?filter=all');
  const [newest] = (value as ShareList).items;
  assert.ok(newest?.package);
  return newest.package.id;
}

export async function preview(
  scene: Scene,
  id: string
): Promise<PackagePreview> {
  const answer = await scene.api(`/api/packages/${id}`);
  assert.equal(answer.status, 200, answer.text.slice(0, 500));
  return answer.value as PackagePreview;
}

/** Asks the hosts of all files, and waits for what they say. */
export async function check(scene: Scene, id: string): Promise<PackagePreview> {
  const answer = await scene.api(`/api/packages/${id}/check`, 'POST', {});
  assert.equal(answer.status, 202, answer.text.slice(0, 500));
  return until(
    () => preview(scene, id),
    ({ checking }) => !checking
  );
}

/** Opens a package, and waits for the end of its transfer. */
export async function openPackage(
  scene: Scene,
  id: string,
  request: Partial<OpenRequest> = {}
): Promise<{ transfer: Transfer; files: TransferFile[] }> {
  const { folder } = await preview(scene, id);
  const answer = await scene.api(`/api/packages/${id}/open`, 'POST', {
    folder,
    ...request
  });
  assert.equal(answer.status, 202, answer.text.slice(0, 500));
  const started = answer.value as Transfer;
  const transfer = await until(
    async () =>
      (await scene.api(`/api/transfers/${started.id}`)).value as Transfer,
    ({ state }) => state !== 'queued' && state !== 'running'
  );
  const list = await scene.api(`/api/transfers/${started.id}/files`);
  return { transfer, files: (list.value as TransferFileList).items };
}

async function until<T>(
  look: () => Promise<T>,
  done: (found: T) => boolean
): Promise<T> {
  for (;;) {
    const found = await look();
    if (done(found)) {
      return found;
    }
    await pause(50);
  }
}
