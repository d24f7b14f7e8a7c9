import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** An empty folder that goes with the test. */
export function emptyFolder(test: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sciencemesh-test-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Paths of all files in a folder and those in it. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => join(folder, name))
    .filter(path => statSync(path).isFile());
}

/** Files in a folder and those in it that hold one of these texts. */
export function filesWith(folder: string, texts: readonly string[]): string[] {
  return filesBelow(folder).filter(path => {
    const content = readFileSync(path);
    return texts.some(text => content.includes(text));
  });
}
