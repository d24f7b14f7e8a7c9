/**
 * RO-Crate's own judge: roc-validator (Apache-2.0, kept by CRS4).
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { python } from './python.ts';

const script = fileURLToPath(new URL('./validate-crates.py', import.meta.url));

export type CrateProfile =
  'ro-crate-1.1' | 'process-run-crate-0.5' | 'workflow-run-crate-0.5';

/**
 * Violations of what a profile requires, or recommends as well, by folder.
 */
export async function violations(
  profile: CrateProfile,
  folders: readonly string[],
  severity: 'required' | 'recommended' = 'required'
): Promise<Record<string, string[]>> {
  const { stdout } = await promisify(execFile)(
    python,
    ['-I', script, profile, severity, ...folders],
    { maxBuffer: 16 * 1024 * 1024 }
  );
  return JSON.parse(stdout) as Record<string, string[]>;
}
