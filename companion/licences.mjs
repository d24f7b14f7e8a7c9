/** Collects the licence texts of the packages that a bundle holds. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const packageFolder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const refused = /\bA?GPL/;

/**
 * @param {string[]} inputs the bundled files, relative to `root`
 * @param {string} root the folder of the repository
 * @returns {Promise<string>} one text: each package with its licence
 * @throws when a package has no licence, or one that must not be bundled
 */
export async function licencesOf(inputs, root) {
  const folders = new Set(
    inputs.flatMap(input => packageFolder.exec(input)?.[1] ?? [])
  );
  const parts = [];
  for (const folder of [...folders].sort()) {
    const path = join(root, folder);
    const { name, version, license } = JSON.parse(
      await readFile(join(path, 'package.json'), 'utf8')
    );
    if (!license || refused.test(license)) {
      throw new Error(`${name}: licence "${license}" cannot be bundled`);
    }
    const file = (await readdir(path)).find(entry =>
      /^licen[cs]e/i.test(entry)
    );
    const text = file ? await readFile(join(path, file), 'utf8') : '';
    parts.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
  }
  return parts.join(`\n${'-'.repeat(79)}\n\n`);
}
