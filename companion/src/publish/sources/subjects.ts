/**
 * What is to be published, found on this machine: files and folders, the
 * working copy of a package, or what a job has left.
 */
import { realpath, stat } from 'node:fs/promises';
import { join, posix, sep } from 'node:path';
import type { PublicationSubject } from 'sciencemesh-contract';
import { storageProblem } from '../../contents/problems.ts';
import { OWN_FOLDER } from '../../copies/places.ts';
import { RequestProblem } from '../../http/problem.ts';
import type { Folders, Located } from '../../mirrors/folders.ts';
import type { MirrorLibrary } from '../../mirrors/library.ts';
import { oneLine } from '../../packages/crate/shown.ts';
import type { PackageService } from '../../packages/library/service.ts';
import { FolderRefused } from '../../packages/working-copy/folders.ts';
import { StorageError } from '../../storage/storage.ts';
import type { PublicationOrigin } from '../../store/publication-records.ts';
import type { Store } from '../../store/store.ts';
import type { FoundMetadata } from '../metadata/gather.ts';
import type { Found } from '../selection/roots.ts';
import { assertWhole } from './completeness.ts';
import { finishedJob, jobHolding } from './finished-jobs.ts';

/** What is published, as it is on this machine now. */
export interface LocatedSubject {
  title: string;
  found: Found[];
  origin: PublicationOrigin;
  /** What is known beside what the files themselves say. */
  metadata: FoundMetadata[];
}

export interface SubjectsOptions {
  /** Absolute path of Jupyter's root. */
  root: string;
  /** The companion's own folder, which is never published. */
  dataFolder: string;
  folders: Folders;
  mirrors: Pick<MirrorLibrary, 'get' | 'list'>;
  packages: Pick<PackageService, 'preview'>;
  store: Pick<Store, 'packages' | 'jobs'>;
}

const UNKNOWN: PublicationOrigin = {
  packageId: null,
  jobId: null,
  shareId: null
};

export class Subjects {
  readonly #options: SubjectsOptions;

  constructor(options: SubjectsOptions) {
    this.#options = options;
  }

  /**
   * Finds a subject; what lies in shares is brought in whole.
   *
   * @throws RequestProblem 400 for paths that nobody may publish, 404 for what
   * is not there, 409 for what is not ready, and what servers of shares refuse
   */
  async locate(
    subject: PublicationSubject,
    signal: AbortSignal
  ): Promise<LocatedSubject> {
    try {
      if ('packageId' in subject) {
        return await this.#package(subject.packageId, signal);
      }
      return 'jobId' in subject
        ? await this.#job(subject.jobId, signal)
        : await this.#paths(subject.paths, signal);
    } catch (error) {
      throw error instanceof FolderRefused
        ? new RequestProblem(400, 'path-refused', error.message)
        : error instanceof StorageError
          ? storageProblem(error)
          : error;
    }
  }

  async #paths(
    paths: readonly string[],
    signal: AbortSignal
  ): Promise<LocatedSubject> {
    const all: Located[] = [];
    for (const path of new Set(paths)) {
      all.push(await this.#find(path, signal));
    }
    const origins = all.map(located => this.#originOf(located));
    return {
      title: titleOf(all),
      found: all.map(asFound),
      origin: {
        packageId: shared(origins.map(({ packageId }) => packageId)),
        jobId: shared(origins.map(({ jobId }) => jobId)),
        shareId: shared(origins.map(({ shareId }) => shareId))
      },
      metadata: []
    };
  }

  /** The newest working copy that is still there. */
  async #package(
    packageId: string,
    signal: AbortSignal
  ): Promise<LocatedSubject> {
    const preview = await this.#options.packages.preview(packageId);
    const [copy] = preview.workingCopies;
    if (copy === undefined) {
      throw new RequestProblem(
        409,
        'package-not-opened',
        `There is no working copy of "${oneLine(preview.title, 100)}" yet. Open the package first, then publish it.`
      );
    }
    const located = await this.#find(copy.path, signal);
    const { origin } = preview;
    return {
      title: preview.title,
      found: [asFound(located)],
      origin: {
        packageId,
        jobId: null,
        shareId: origin.type === 'share' ? origin.shareId : null
      },
      metadata: []
    };
  }

  async #job(jobId: string, signal: AbortSignal): Promise<LocatedSubject> {
    const { root, store } = this.#options;
    const job = finishedJob(store.jobs, jobId);
    const isHere =
      (await stat(join(root, job.folder)).catch(() => null)) !== null;
    const located = await this.#find(
      isHere ? job.folder : (job.elsewhere ?? job.folder),
      signal
    );
    // Vocabularies of licences are large, and most publications need none.
    const { runMetadata } = await import('./run-metadata.ts');
    const { packageId, shareId } = this.#ownerOf(job.source);
    return {
      title: job.title,
      found: [asFound(located)],
      origin: { packageId, jobId, shareId },
      metadata: [await runMetadata(job, located.path)]
    };
  }

  async #find(display: string, signal: AbortSignal): Promise<Located> {
    signal.throwIfAborted();
    if (posix.normalize(display).split('/').includes(OWN_FOLDER)) {
      throw ownFolder(display);
    }
    const located = await this.#options.folders.find(display);
    await this.#keepOut(located);
    await assertWhole(located, this.#options, signal);
    return located;
  }

  /** Secrets of this program lie in its folder, wherever that is. */
  async #keepOut({ display, path }: Located): Promise<void> {
    const [real, own] = await Promise.all(
      [path, this.#options.dataFolder].map(async one =>
        realpath(one).catch(() => one)
      )
    );
    if (within(real ?? path, own ?? '') || within(own ?? '', real ?? path)) {
      throw ownFolder(display);
    }
  }

  #originOf(located: Located): PublicationOrigin {
    const { display, mirror, path } = located;
    if (mirror !== null) {
      return { ...UNKNOWN, shareId: mirror.shareId };
    }
    const { root, mirrors, store } = this.#options;
    const copy = mirrors
      .list()
      .find(
        ({ folder, kind }) =>
          kind === 'copy' && within(path, join(root, folder))
      );
    return {
      ...this.#ownerOf(display),
      jobId: jobHolding(store.jobs, display),
      ...(copy === undefined ? {} : { shareId: copy.shareId })
    };
  }

  /** The package that a file is of, and the share that it came with. */
  #ownerOf(display: string): PublicationOrigin {
    const { packages } = this.#options.store;
    const copy = packages.copyHolding(`${display}/`);
    const origin =
      copy === null ? undefined : packages.get(copy.packageId)?.origin;
    return {
      packageId: copy?.packageId ?? null,
      jobId: null,
      shareId: origin?.type === 'share' ? origin.shareId : null
    };
  }
}

function asFound({ display, kind, path }: Located): Found {
  return { display, kind, path };
}

/** What all have in common; null when they differ. */
function shared(values: readonly (string | null)[]): string | null {
  const [first = null, ...others] = new Set(values);
  return others.length === 0 ? first : null;
}

/** Without what only computers need: a first suggestion for a title. */
function titleOf(all: readonly Located[]): string {
  const names = all.map(({ display, kind }) => {
    const name = posix.basename(display.replace(/^ScienceMesh:/, ''));
    return kind === 'folder' ? name : name.replace(/(?<=.)\.[^.]+$/, '');
  });
  const [first = ''] = names;
  const title = oneLine(first.replace(/[_\s]+/g, ' '), 200) || 'Files';
  return names.length === 1 ? title : `${title} and ${names.length - 1} more`;
}

/** Whether a path is a folder, or lies in it. */
function within(path: string, folder: string): boolean {
  return path === folder || path.startsWith(withSeparator(folder));
}

function withSeparator(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep;
}

function ownFolder(display: string): RequestProblem {
  return new RequestProblem(
    400,
    'path-refused',
    `"${oneLine(display, 100)}" holds what ScienceMesh keeps for itself, and nobody else may have that. Choose the folders that you want to publish.`
  );
}
