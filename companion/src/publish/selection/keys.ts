/**
 * What each file is called at the repository, and what goes into an archive.
 */
import { posix } from 'node:path';
import type {
  FolderPolicy,
  PublicationFinding,
  RepositoryAbilities,
  RepositoryKind
} from 'sciencemesh-contract';
import {
  AS_ARCHIVE,
  FewFindings,
  finding,
  quoted,
  RENAME
} from '../findings.ts';
import type { KeyedFile, SelectedFile } from '../selected-file.ts';
import { clashes } from './clashes.ts';
import { keyOf, nameTrouble } from './names.ts';

/** The archive of all files, where folders cannot be kept. */
export const ARCHIVE = 'payload.zip';

/**
 * Bytes that an entry of an archive adds to those of its file: two headers,
 * its name in both, the fields of ZIP64 and what follows the data.
 */
const ENTRY_BYTES = 30 + 46 + 2 * 32 + 24;
/** The end of the directory of an archive, with that of ZIP64. */
const END_BYTES = 22 + 56 + 20;

/** At the top of what is published: people read these without the archive. */
const BESIDE_ARCHIVE =
  /^(?:ro-crate-metadata\.json|ro-crate-preview\.html|readme(?:\.\w+)?|licen[cs]e(?:\.\w+)?|citation\.cff|codemeta\.json|.+\.ipynb)$/i;
/** Nobody renames more files than that by hand. */
const MOST_RENAMED = 5;
/** More notebooks than that are data of their own. */
const MOST_BESIDE = 20;

/** What is known of the repository; abilities null: nobody has asked it yet. */
export interface Target {
  kind: RepositoryKind;
  abilities: Pick<RepositoryAbilities, 'files' | 'folders'> | null;
}

export interface KeyPlan {
  /** What was wanted, or what is possible. */
  policy: FolderPolicy;
  /** All that the repository gets, an archive included. */
  files: KeyedFile[];
  /** In the archive under their paths; null: there is none. */
  archived: SelectedFile[] | null;
  findings: PublicationFinding[];
}

/** @param names other names that the person has given, by path */
export function planKeys(
  files: readonly SelectedFile[],
  wanted: FolderPolicy,
  target: Target,
  names: Readonly<Record<string, string>> = {}
): KeyPlan {
  const { policy, findings } = possiblePolicy(files, wanted, target);
  const given = new Map(Object.entries(names));
  switch (policy) {
    case 'zip':
      return zipPlan(
        files.map(file => ({
          ...file,
          path: given.get(file.path) ?? file.path
        })),
        target,
        findings
      );
    case 'names':
    case 'flat': {
      const keyed = files.map(({ path, size }) => ({
        key: keyOf(
          given.get(path) ?? (policy === 'flat' ? posix.basename(path) : path)
        ),
        path,
        size
      }));
      return {
        policy,
        files: keyed,
        archived: null,
        findings: [
          ...findings,
          ...nameFindings(keyed, target.kind),
          ...clashes(keyed)
        ]
      };
    }
  }
}

/** By path: what each file is called at the repository, or in its archive. */
export function namesIn(
  { archived, files: keyed }: KeyPlan,
  files: readonly SelectedFile[]
): Map<string, string> {
  return new Map(
    archived === null
      ? keyed.flatMap(({ key, path }) =>
          path === null ? [] : [[path, key] as const]
        )
      : files.map(({ path }, at) => [path, archived[at]?.path ?? path] as const)
  );
}

/** The policy that was wanted, unless the repository cannot follow it. */
function possiblePolicy(
  files: readonly SelectedFile[],
  wanted: FolderPolicy,
  { abilities }: Target
): Pick<KeyPlan, 'policy' | 'findings'> {
  if (wanted === 'zip' || abilities === null) {
    return { policy: wanted, findings: [] };
  }
  if (abilities.files !== null && files.length > abilities.files) {
    return inArchive(
      'too-many',
      `The repository takes ${abilities.files} files and there are ${files.length}. They are published as one archive; leave files out to publish them one by one.`
    );
  }
  if (
    wanted === 'names' &&
    !abilities.folders &&
    files.some(({ path }) => path.includes('/'))
  ) {
    return inArchive(
      'name-refused',
      'The repository keeps no folders. The files are published as one archive with its folders; choose names without folders to publish them one by one.'
    );
  }
  return { policy: wanted, findings: [] };
}

function inArchive(
  code: PublicationFinding['code'],
  message: string
): Pick<KeyPlan, 'policy' | 'findings'> {
  return { policy: 'zip', findings: [finding(code, 'note', message)] };
}

function zipPlan(
  files: readonly SelectedFile[],
  { kind, abilities }: Target,
  findings: readonly PublicationFinding[]
): KeyPlan {
  if (files.length === 0) {
    return {
      policy: 'zip',
      files: [],
      archived: null,
      findings: [...findings]
    };
  }
  const room = Math.min(MOST_BESIDE, (abilities?.files ?? Infinity) - 1);
  const taken = new Set([ARCHIVE]);
  const beside = files
    .filter(({ path }) => BESIDE_ARCHIVE.test(path) && !path.includes('/'))
    .map(({ path, size }) => ({ key: keyOf(path), path, size }))
    .filter(({ key }) => {
      const isFit = nameTrouble(key, kind) === null && !taken.has(key);
      taken.add(key);
      return isFit;
    })
    .sort(({ key: a }, { key: b }) => rank(a) - rank(b));
  return {
    policy: 'zip',
    files: [
      { key: ARCHIVE, path: null, size: mostBytes(files) },
      ...beside.slice(0, Math.max(0, room))
    ],
    archived: [...files],
    findings: [
      ...findings,
      ...clashes(files.map(({ path }) => ({ key: keyOf(path), path })))
    ]
  };
}

/** The crate says what everything else is; notebooks may be many. */
function rank(key: string): number {
  return key === 'ro-crate-metadata.json' ? 0 : key.endsWith('.ipynb') ? 2 : 1;
}

/** Of an archive in which nothing gets any smaller. */
function mostBytes(files: readonly SelectedFile[]): number {
  return files.reduce(
    (sum, { path, size }) =>
      // What cannot be deflated grows by 5 bytes for each block of 16 KiB.
      sum +
      size +
      5 * Math.ceil(size / 16_384) +
      ENTRY_BYTES +
      2 * Buffer.byteLength(path),
    END_BYTES
  );
}

function nameFindings(
  files: readonly { key: string; path: string }[],
  kind: RepositoryKind
): PublicationFinding[] {
  const findings = new FewFindings();
  const troubles = files.flatMap(({ key, path }) => {
    const trouble = nameTrouble(key, kind);
    return trouble === null ? [] : [{ key, path, trouble }];
  });
  const fix = troubles.length > MOST_RENAMED ? AS_ARCHIVE : RENAME;
  for (const { key, path, trouble } of troubles) {
    findings.add(
      finding(
        'name-refused',
        'error',
        `The name ${quoted(key)} ${trouble}. Rename the file, or publish as one archive.`,
        { path, fix }
      )
    );
  }
  return findings.all;
}
