/**
 * Small disks in memory, which only root can mount.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A folder with so much room; it ends with the test. */
export function mountSmall(
  test: Pick<TestContext, 'after'>,
  folder: string,
  mebibytes: number
) {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', [
    ...['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder]
  ]);
  // The companion is stopped before: what is registered last is done last.
  test.after(() => execFileSync('umount', ['--lazy', folder]));
}

export function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'full-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], {
      stdio: 'ignore'
    });
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
