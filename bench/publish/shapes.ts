/**
 * Files to publish: how many, how large, and a folder of them.
 */
import { randomFillSync } from 'node:crypto';
import { mkdtempSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const MIB = 1024 ** 2;

export interface Shape {
  name: string;
  count: number;
  size: number;
}

/** @param full as large as the targets say, for a machine of one's own */
export function shapesOf(full: boolean): readonly Shape[] {
  return full
    ? [
        { name: '1 x 4 GiB', count: 1, size: 4096 * MIB },
        { name: '100 x 10 MiB', count: 100, size: 10 * MIB }
      ]
    : [
        { name: '1 x 512 MiB', count: 1, size: 512 * MIB },
        { name: '100 x 1 MiB', count: 100, size: MIB }
      ];
}

/** @throws Error when the temporary folder is too small for it */
export function requireDisk(bytes: number): void {
  const { bavail, bsize } = statfsSync(tmpdir());
  if (bavail * bsize < bytes) {
    throw new Error(
      `This needs ${Math.ceil(bytes / MIB)} MiB in ${tmpdir()}; set TMPDIR to a roomier disk.`
    );
  }
}

/** A folder of files that nothing can compress; their names have a number. */
export async function filesOf({ count, size }: Shape): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sciencemesh-bench-files-'));
  const block = Buffer.alloc(Math.min(size, 8 * MIB));
  for (let index = 0; index < count; index += 1) {
    const file = await open(join(folder, nameOf(index)), 'w');
    for (let at = 0; at < size; at += block.length) {
      randomFillSync(block);
      await file.write(block, 0, Math.min(block.length, size - at));
    }
    await file.close();
  }
  return folder;
}

/** A folder with one file that takes no place on the disk. */
export function sparseFile(size: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'sciencemesh-bench-sparse-'));
  const file = join(folder, nameOf(0));
  writeFileSync(file, '');
  truncateSync(file, size);
  return folder;
}

export function nameOf(index: number): string {
  return `file-${String(index).padStart(3, '0')}.bin`;
}
