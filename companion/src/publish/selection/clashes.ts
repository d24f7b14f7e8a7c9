/**
 * Names that are not told apart, at the repository or on some computer.
 */
import type { PublicationFinding } from 'sciencemesh-contract';
import {
  AS_ARCHIVE,
  FewFindings,
  finding,
  quoted,
  RENAME
} from '../findings.ts';
import { foldedName } from './names.ts';

interface Named {
  key: string;
  path: string;
}

export function clashes(files: readonly Named[]): PublicationFinding[] {
  const findings = new FewFindings();
  const exact = new Map<string, Named>();
  const folded = new Map<string, Named>();
  for (const file of files) {
    const same = exact.get(file.key);
    const alike = foldedName(file.key);
    const twin = folded.get(alike);
    if (same !== undefined) {
      findings.add(sameKey(file, same));
    } else if (twin !== undefined) {
      findings.add(twins(file, twin));
    }
    exact.set(file.key, same ?? file);
    folded.set(alike, twin ?? file);
  }
  for (const file of files) {
    const inside = folderThatIsFile(file, folded);
    if (inside !== null) {
      findings.add(twins(file, inside));
    }
  }
  return findings.all;
}

/** `Data` and `data/a.csv`: on some computers only one can be there. */
function folderThatIsFile(
  { key, path }: Named,
  folded: ReadonlyMap<string, Named>
): Named | null {
  for (
    let end = key.lastIndexOf('/');
    end > 0;
    end = key.lastIndexOf('/', end - 1)
  ) {
    const file = folded.get(foldedName(key.slice(0, end)));
    if (file !== undefined && file.path !== path) {
      return file;
    }
  }
  return null;
}

function sameKey({ key, path }: Named, other: Named): PublicationFinding {
  return finding(
    'names-clash',
    'error',
    `${quoted(path)} and ${quoted(other.path)} would both be called ${quoted(key)}. Rename one of them, or publish as one archive.`,
    { path, fix: path.includes('/') ? AS_ARCHIVE : RENAME }
  );
}

function twins({ path }: Named, other: Named): PublicationFinding {
  return finding(
    'names-clash',
    'warning',
    `${quoted(path)} and ${quoted(other.path)} differ in upper and lower case only, so that one would replace the other on Windows and macOS. Rename one of them.`,
    { path, fix: RENAME }
  );
}
