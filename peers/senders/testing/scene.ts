import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

import { Sender } from '../index.ts';
import type { Dialect, Share } from '../index.ts';

/** A folder with `readme.txt` and `sub folder/`. */
export async function filesOf(t: TestContext): Promise<string> {
  const base = await mkdtemp(join(tmpdir(), 'sender-'));
  t.after(() => rm(base, { recursive: true }));
  const folder = join(base, 'results');
  await mkdir(join(folder, 'sub folder'), { recursive: true });
  await writeFile(join(folder, 'readme.txt'), '0123456789');
  return folder;
}

/** Starts a sender; it ends with the test. */
export async function senderOf(
  t: TestContext,
  dialect: Dialect
): Promise<Sender> {
  const sender = await Sender.start(dialect);
  t.after(() => sender.stop());
  return sender;
}

/** Where a share lies. */
export function placeOf(sender: Sender, share: Share): string {
  return sender.url + sender.dialect.place(share);
}
