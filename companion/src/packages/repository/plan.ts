/**
 * What has to be fetched of a repository, and how.
 */
import type { OutboundClient } from '../../http/outbound.ts';
import type { PlannedFile } from '../../transfers/transfer.ts';
import { checkLanding, type SourceFinding } from '../checking/check-sources.ts';
import type { ResolvedFile } from '../checking/landing/resolution.ts';
import type { Package } from '../reading/package.ts';
import { PathRegister, safePath } from '../reading/paths.ts';
import { readRepository, type Repository } from '../reading/repositories.ts';
import type { MainPart } from '../working-copy/finisher-input.ts';
import { nowhere, plannedFile } from '../working-copy/planned-file.ts';
import { OWN_FOLDER } from '../working-copy/working-copy.ts';
import { archiveAddress } from './archive-address.ts';
import { repositoryPath } from './names.ts';

export interface MainPlan {
  files: PlannedFile[];
  part: MainPart;
}

/** What is only there until it is unpacked. */
const ARCHIVE = `${OWN_FOLDER}/repository.zip`;

/**
 * A repository comes as its forge's archive or, where none is known, by `git`;
 * a record behind a DOI comes as its files.
 */
export async function planRepository(
  main: NonNullable<Package['main']>,
  wanted: string | null,
  outbound: OutboundClient
): Promise<MainPlan> {
  const repository = main.url === null ? null : readRepository(main.url);
  if (main.url === null || repository === null) {
    return { files: [], part: { type: 'none' } };
  }
  const archive = archiveAddress(repository, wanted);
  if (archive !== null) {
    return {
      files: [plannedFile(ARCHIVE, { type: 'url', url: archive.url })],
      part: {
        type: 'archive',
        path: ARCHIVE,
        folder: folderName(archive.name)
      }
    };
  }
  switch (repository.provider) {
    case 'github':
    case 'gitlab':
    case 'git':
      return planClone(repository, wanted);
    case 'software-heritage':
      return notHad(
        folderName(main.name),
        'not-a-file',
        'Software Heritage packs files only when somebody asks for it. Open the page, choose "Download", and unpack the result into the working copy.'
      );
    case 'record':
      return planRecord(await checkLanding(main.url, outbound), main.name);
  }
}

function planClone(
  { provider, slug, url, reference }: Repository,
  wanted: string | null
): MainPlan {
  const address =
    provider === 'git' ? url : `${new URL(url).origin}/${slug}.git`;
  return {
    files: [],
    part: {
      type: 'git',
      url: address,
      reference: wanted ?? reference,
      folder: folderName(new URL(address).pathname)
    }
  };
}

function planRecord(finding: SourceFinding, name: string): MainPlan {
  const folder = folderName(name);
  const { resolved, check, message } = finding;
  if (resolved === null) {
    return notHad(
      folder,
      check === 'login' ? 'login-required' : 'not-found',
      message ?? 'The files of the repository could not be listed.'
    );
  }
  const [only] = resolved;
  if (
    only !== undefined &&
    resolved.length === 1 &&
    /\.zip$/i.test(only.name)
  ) {
    // A release that GitHub has sent to a repository, or one like it; others
    // unpack it too (repo2docker, `contentproviders/doi.py`).
    return {
      files: [recordFile(ARCHIVE, only)],
      part: { type: 'archive', path: ARCHIVE, folder }
    };
  }
  const register = new PathRegister();
  return {
    files: resolved.map(file => {
      const path = repositoryPath(file.name) ?? 'file';
      return recordFile(register.take(`${folder}/${path}`), file);
    }),
    part: { type: 'folder', folder }
  };
}

function recordFile(
  path: string,
  { url, size, checksum }: ResolvedFile
): PlannedFile {
  return plannedFile(path, { type: 'url', url }, { size, checksum });
}

function notHad(folder: string, code: string, message: string): MainPlan {
  return {
    files: [plannedFile(folder, nowhere(code, message))],
    part: { type: 'none' }
  };
}

/** Ours, at the top of every working copy. */
const TAKEN = new Set(['', 'data', 'ro-crate-metadata.json']);

function folderName(text: string): string {
  const last = text
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .split('/')
    .at(-1);
  const name = safePath(last ?? '').path;
  return TAKEN.has(name.toLowerCase()) ? 'repository' : name;
}
