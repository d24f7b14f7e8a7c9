/**
 * A process that brings a mirror in step, to be killed at any moment.
 *
 * Arguments: the folder with `remote`, `root` and `data`. Writes `going` when
 * it has begun, `done` when both sides are equal.
 */
import { join } from 'node:path';
import { LocalFolder } from '../../storage/local-folder/local-folder.ts';
import { openStore } from '../../store/store.ts';
import { FolderMirror } from '../folder-mirror.ts';
import { PathLocks } from '../locks.ts';

const [base = ''] = process.argv.slice(2);
const store = openStore(join(base, 'data'));
const mirror = new FolderMirror({
  identity: {
    id: 'mirror',
    shareId: 'share',
    path: 'Data',
    folder: 'Data',
    writable: true
  },
  top: '',
  storage: new LocalFolder(join(base, 'remote')),
  shareFolder: join(base, 'root'),
  store: store.mirrors,
  locks: new PathLocks(),
  limits: { totalBytes: 1e9, fileBytes: 1e9 },
  parallel: 3,
  onChange: () => undefined,
  onSent: () => undefined,
  onTrouble: error => {
    throw error;
  }
});
process.stdout.write('going\n');
await mirror.refresh();
for (;;) {
  const files = mirror.toFiles({ show: 'changed' });
  if (files.length === 0 || mirror.toMirror().failed > 0) {
    break;
  }
  await mirror.upload(
    files.map(({ path, state }) => ({
      path,
      ...(state === 'conflict' ? { resolution: 'keep-both' as const } : {})
    }))
  );
}
const { failed, state } = mirror.toMirror();
await mirror.close();
store.close();
process.stdout.write(failed === 0 && state === 'ready' ? 'done\n' : 'failed\n');
