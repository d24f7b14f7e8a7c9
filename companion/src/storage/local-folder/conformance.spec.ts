import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeStorage } from '../testing/storage-conformance.ts';
import { LocalFolder } from './local-folder.ts';

describeStorage('a local folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sciencemesh-test-'));
  return {
    storage: new LocalFolder(folder),
    close: async () => rmSync(folder, { recursive: true })
  };
});
