import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * What git may know of this machine: nothing. So a commit has the same hash
 * everywhere, and no configuration of a person can change what is served.
 */
export const gitEnvironment = {
  PATH: process.env.PATH ?? '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Marie Example',
  GIT_AUTHOR_EMAIL: 'marie@example.org',
  GIT_AUTHOR_DATE: '2026-01-15T09:00:00Z',
  GIT_COMMITTER_NAME: 'Marie Example',
  GIT_COMMITTER_EMAIL: 'marie@example.org',
  GIT_COMMITTER_DATE: '2026-01-15T09:00:00Z'
};

/** How an archive is packed. */
export type ArchiveFormat = 'zip' | 'tar.gz';

/** A git repository with one commit, made of a folder of files. */
export class Repository {
  /** The work tree, with `.git` in it. */
  readonly folder: string;
  /** Hash of the commit. */
  readonly commit: string;
  readonly branch: string;

  private constructor(folder: string, commit: string, branch: string) {
    this.folder = folder;
    this.commit = commit;
    this.branch = branch;
  }

  /** Copies the files and commits them. */
  static async create(files: string, branch = 'main'): Promise<Repository> {
    const folder = await mkdtemp(join(tmpdir(), 'repository-'));
    await cp(files, folder, { recursive: true });
    await git(folder, 'init', '--quiet', '--initial-branch', branch);
    await git(folder, 'add', '--all', '--force');
    await git(folder, 'commit', '--quiet', '--message', 'Example');
    const commit = await git(folder, 'rev-parse', 'HEAD');
    return new Repository(folder, commit, branch);
  }

  /** Whether a name means the one commit there is. */
  has(reference: string): boolean {
    const short = reference.replace(/^refs\/heads\//, '');
    return ['HEAD', this.branch, this.commit].includes(short);
  }

  /**
   * Packs all files below one folder, as GitHub does, which uses this very
   * command.
   *
   * @param prefix - name of the folder
   * @returns path of the archive
   */
  async archive(format: ArchiveFormat, prefix: string): Promise<string> {
    const path = join(this.folder, '.git', `${prefix}.${format}`);
    await git(
      this.folder,
      'archive',
      `--format=${format}`,
      `--prefix=${prefix}/`,
      `--output=${path}`,
      'HEAD'
    );
    return path;
  }

  /** Removes the repository from the disk. */
  dispose(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}

async function git(folder: string, ...words: string[]): Promise<string> {
  const { stdout } = await run('git', words, {
    cwd: folder,
    env: gitEnvironment
  });
  return stdout.trim();
}
