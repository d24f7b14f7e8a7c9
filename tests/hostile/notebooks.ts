/**
 * What code and markup there is in notebooks of packages.
 */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const EXAMINER = fileURLToPath(new URL('./notebooks.py', import.meta.url));

/**
 * Looks into notebooks without running them.
 *
 * @param paths absolute
 * @returns what is in them that nobody but us should have put there
 */
export async function examineNotebooks(
  paths: readonly string[]
): Promise<string[]> {
  const child = spawn('python3', [EXAMINER], {
    stdio: ['pipe', 'pipe', 'inherit']
  });
  child.stdin.end(JSON.stringify(paths));
  return JSON.parse(await text(child.stdout)) as string[];
}
