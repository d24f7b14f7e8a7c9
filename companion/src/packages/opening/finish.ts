/**
 * What is done with a package once its files have arrived: the notebook, the
 * attached crate, links for notebooks that look for data beside them, and the
 * pre-flight.
 *
 * Runs again after a crash or a retry. Everything it writes goes through the
 * working copy's record of what is ours, so a notebook that the person has
 * changed in the meantime stays as it is.
 */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path/posix';
import type { TransferFile } from 'sciencemesh-contract';
import {
  TransferError,
  type FinishedWork,
  type Finisher,
  type FinisherContext
} from '../../transfers/transfer.ts';
import { attachedCrate } from '../attached/manifest.ts';
import { isCrateProblem } from '../crate/crate.ts';
import type { FetchedFile, FetchedRepository } from '../generated/context.ts';
import { makeNotebook } from '../generated/generate.ts';
import { kernelFor } from '../generated/kernel.ts';
import { notebookPath } from '../generated/notebook-path.ts';
import { prepareIncludedNotebook } from '../notebook/injection.ts';
import { writeNotebook } from '../notebook/notebook.ts';
import { valuedParameters } from '../notebook/parameter-values.ts';
import type { Package } from '../reading/package.ts';
import { readPackage } from '../reading/reader.ts';
import type { RepositoryFetcher } from '../repository/fetch.ts';
import type { Kernel } from '../running/kernels.ts';
import { checkNotebook } from '../running/preflight.ts';
import { linkBareNames } from '../working-copy/bare-names.ts';
import {
  readFinisherInput,
  type FinisherInput,
  type MainPart
} from '../working-copy/finisher-input.ts';
import {
  RECEIVED_CRATE,
  WorkingCopyFolder
} from '../working-copy/working-copy.ts';

export interface FinisherOptions {
  kernels: () => Promise<Kernel[]>;
  repositories: RepositoryFetcher;
  /** Told what went wrong without harm to the working copy; for the log. */
  onTrouble: (cause: unknown) => void;
}

/** The finisher of working copies, to be registered with the engine. */
export function createFinisher(options: FinisherOptions): Finisher {
  return async context => {
    const input = readFinisherInput(context.plan.finisher.input);
    const copy = await WorkingCopyFolder.read(context.plan.folder);
    const work =
      copy === null ? null : await readWork(copy, input, context, options);
    if (work === null) {
      throw new TransferError(
        'finishing-failed',
        'The working copy has lost its folder .sciencemesh. Open the package again.'
      );
    }
    return await new Finishing(work).finish();
  };
}

interface Work {
  package: Package;
  text: string;
  copy: WorkingCopyFolder;
  input: FinisherInput;
  context: FinisherContext;
  options: FinisherOptions;
}

async function readWork(
  copy: WorkingCopyFolder,
  input: FinisherInput,
  context: FinisherContext,
  options: FinisherOptions
): Promise<Work | null> {
  const text = await readFile(copy.path(RECEIVED_CRATE), 'utf8');
  const included = new Map(
    input.files
      .filter(file => file.included)
      .map(file => [file.id, file.size ?? 0])
  );
  const document: unknown = JSON.parse(text);
  const readAgain = () =>
    readPackage(document, { included, undescribed: true });
  let read = readAgain();
  if (isCrateProblem(read)) {
    return null;
  }
  if (read.main?.source === 'missing' && hasArrived(input.main, context)) {
    // It came with the package as well, and is none of its listed files.
    included.set(read.main.id, 0);
    read = readAgain();
  }
  return isCrateProblem(read)
    ? null
    : {
        package: { ...read, files: input.files },
        text,
        copy,
        input,
        context,
        options
      };
}

function hasArrived(main: MainPart, { files }: FinisherContext): boolean {
  const path =
    main.type === 'notebook'
      ? main.original
      : main.type === 'file'
        ? main.path
        : null;
  const state = files.find(file => file.path === path)?.state;
  return state === 'done' || state === 'kept';
}

class Finishing {
  readonly #work: Work;
  readonly #states: ReadonlyMap<string, TransferFile>;
  readonly #messages: string[] = [];

  constructor(work: Work) {
    this.#work = work;
    this.#states = new Map(work.context.files.map(file => [file.path, file]));
  }

  async finish(): Promise<FinishedWork> {
    const { copy, context, options } = this.#work;
    const repository = await this.#repository();
    const kernels = await options.kernels();
    const notebook = await this.#notebook(repository, kernels);
    await this.#manifest(notebook);
    return {
      notebook:
        notebook === null ? null : `${context.plan.displayFolder}/${notebook}`,
      preflight:
        notebook === null
          ? null
          : await checkNotebook(copy.path(notebook), {
              kernels,
              environment: repository?.environment ?? this.#environmentFiles(),
              onFailure: options.onTrouble
            }),
      message: this.#messages.length === 0 ? null : this.#messages.join(' ')
    };
  }

  /** Unpacks or clones what is to be run; null when there is no repository. */
  async #repository(): Promise<FetchedRepository | null> {
    const { copy, context, input, options } = this.#work;
    const { main } = input;
    const { hints } = this.#work.package;
    if (main.type === 'archive' && !this.#arrived(main.path)) {
      return null;
    }
    if (
      main.type !== 'archive' &&
      main.type !== 'git' &&
      main.type !== 'folder'
    ) {
      return null;
    }
    const fetched = await options.repositories.fetch(
      copy.folder,
      main,
      hints,
      context.signal
    );
    if (!fetched.ok) {
      this.#messages.push(fetched.message);
      return null;
    }
    if (fetched.message !== null) {
      this.#messages.push(fetched.message);
    }
    return fetched.repository;
  }

  /** @returns the notebook to open, relative to the working copy */
  async #notebook(
    repository: FetchedRepository | null,
    kernels: readonly Kernel[]
  ): Promise<string | null> {
    const { input } = this.#work;
    return input.main.type === 'notebook'
      ? this.#included(input.main)
      : this.#generated(repository, kernels);
  }

  async #included(main: {
    path: string;
    original: string;
  }): Promise<string | null> {
    const { copy, input } = this.#work;
    const { parameters, files, language } = this.#work.package;
    if (!this.#arrived(main.original)) {
      return null;
    }
    const prepared = prepareIncludedNotebook(
      await readFile(copy.path(main.original)),
      {
        parameters: valuedParameters(parameters, input.parameters, files),
        language
      }
    );
    if (!prepared.ok) {
      this.#messages.push(prepared.problem.message);
      return null;
    }
    if (prepared.message !== null) {
      this.#messages.push(prepared.message);
    }
    await this.#write(main.path, prepared.bytes);
    const present = files.map(file => file.path).filter(this.#arrived);
    await linkBareNames(copy.folder, dirname(main.path), present);
    return main.path;
  }

  async #generated(
    repository: FetchedRepository | null,
    kernels: readonly Kernel[]
  ): Promise<string> {
    const { input } = this.#work;
    const content = this.#work.package;
    const document = makeNotebook(content, {
      sender: input.received.sender,
      receivedAt: input.received.at,
      createdAt: input.madeAt,
      files: input.files.map(file => this.#fetched(file.index, file.path)),
      main: this.#mainPath(),
      repository,
      parameters: input.parameters,
      kernel: kernelFor(content, kernels)
    });
    const path = notebookPath(content, this.#ownPaths());
    await this.#write(path, writeNotebook(document));
    return path;
  }

  async #manifest(notebook: string | null): Promise<void> {
    const { copy, input } = this.#work;
    const document = await attachedCrate(this.#work.package, {
      folder: copy.folder,
      createdAt: input.madeAt,
      files: input.files.map(file => this.#fetched(file.index, file.path)),
      main: input.main.type === 'notebook' ? notebook : this.#mainPath(),
      generatedNotebook: input.main.type === 'notebook' ? null : notebook
    });
    await this.#write(
      'ro-crate-metadata.json',
      `${JSON.stringify(document, null, 2)}\n`
    );
  }

  /** Keeps what the person has made of it, and says so. */
  async #write(path: string, content: string | Uint8Array): Promise<void> {
    const kept = !(await this.#work.copy.write(path, Buffer.from(content)));
    if (kept && path.endsWith('.ipynb')) {
      this.#messages.push(
        `Your changes in ${path} were kept. To start anew, open a fresh copy.`
      );
    }
  }

  #mainPath(): string | null {
    const { main } = this.#work.input;
    switch (main.type) {
      case 'none':
        return null;
      case 'notebook':
      case 'file':
        return main.path;
      case 'archive':
      case 'git':
      case 'folder':
        return main.folder;
    }
  }

  /** Where the package puts something of its own, arrived or not. */
  #ownPaths(): string[] {
    const { main, files } = this.#work.input;
    return [
      ...files.map(file => file.path),
      ...('path' in main ? [main.path] : []),
      ...('folder' in main ? [main.folder] : [])
    ];
  }

  #environmentFiles(): string[] {
    return this.#work.package.environment.filter(this.#arrived);
  }

  readonly #arrived = (path: string): boolean => {
    const state = this.#states.get(path)?.state;
    return state === 'done' || state === 'kept';
  };

  #fetched(index: number, path: string): FetchedFile {
    const file = this.#states.get(path);
    return {
      index,
      state: file?.state ?? 'failed',
      size: this.#arrived(path) ? (file?.size ?? null) : null,
      verified: file?.verified ?? false,
      message: file?.message ?? null
    };
  }
}
