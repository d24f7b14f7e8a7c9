/**
 * From what a form is asked for to what would run.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, posix } from 'node:path';
import type {
  JobFinding,
  JobSource,
  JobSubject,
  PackagePreview
} from 'sciencemesh-contract';
import { RequestProblem } from '../http/problem.ts';
import { readCrate, isCrateProblem } from '../packages/crate/crate.ts';
import {
  LARGEST_NOTEBOOK,
  readNotebook,
  type NotebookDocument
} from '../packages/notebook/notebook.ts';
import type { PackageService } from '../packages/library/service.ts';
import type { Folders, Located } from '../mirrors/folders.ts';
import { requirementsOf, type Requirements } from './requirements.ts';
import { shown } from './input-survey.ts';

export interface Subject {
  source: JobSource;
  /** The file itself. */
  located: Located;
  /** Null for what is none, and where it cannot be read. */
  notebook: NotebookDocument | null;
  package: PackagePreview | null;
  requirements: Requirements | null;
  findings: JobFinding[];
}

/** Files that can run, the likeliest of a folder first. */
const RUNNABLE =
  /\.(?:ipynb|py|sh|bash|r|jl|cwl|smk|nf)$|^(?:Snakefile|main\.nf)$/i;

/**
 * @throws RequestProblem when there is nothing that could run
 */
export async function readSubject(
  subject: JobSubject,
  folders: Folders,
  packages: PackageService
): Promise<Subject> {
  if ('packageId' in subject) {
    const preview = await packages.preview(subject.packageId);
    const display = await mainPartOf(preview, folders);
    const crate = readCrate(
      JSON.parse(await packages.document(subject.packageId))
    );
    return {
      ...(await readFileSubject(await folders.find(display))),
      package: preview,
      requirements: isCrateProblem(crate) ? null : requirementsOf(crate)
    };
  }
  const located = await folders.find(subject.path);
  if (located.kind === 'file') {
    return readFileSubject(located);
  }
  const name = await onlyRunnable(located);
  return readFileSubject(await folders.find(joined(located.display, name)));
}

/** What runs when this file is chosen. */
export function sourceOf(path: string): JobSource {
  const name = posix.basename(path);
  if (/\.ipynb$/i.test(name)) {
    return { kind: 'notebook', path };
  }
  if (/\.cwl$/i.test(name)) {
    return { kind: 'workflow', engine: 'cwl', path };
  }
  if (/^Snakefile$|\.smk$/i.test(name)) {
    return { kind: 'workflow', engine: 'snakemake', path };
  }
  if (/\.nf$/i.test(name)) {
    return { kind: 'workflow', engine: 'nextflow', path };
  }
  return { kind: 'script', path, arguments: [] };
}

async function readFileSubject(located: Located): Promise<Subject> {
  const source = sourceOf(located.display);
  const subject: Subject = {
    source,
    located,
    notebook: null,
    package: null,
    requirements: null,
    findings: []
  };
  if (source.kind !== 'notebook') {
    return subject;
  }
  const { size } = await stat(located.path);
  const reading =
    size > LARGEST_NOTEBOOK
      ? readNotebook(new Uint8Array(LARGEST_NOTEBOOK + 1))
      : readNotebook(await readFile(located.path));
  if (reading.ok) {
    subject.notebook = reading.notebook;
  } else {
    const { code, message } = reading.problem;
    subject.findings.push({ level: 'error', code, field: 'source', message });
  }
  return subject;
}

/** The main part in the newest working copy. */
async function mainPartOf(
  { main, workingCopies, title }: PackagePreview,
  folders: Folders
): Promise<string> {
  const [copy] = workingCopies;
  if (copy === undefined) {
    throw new RequestProblem(
      409,
      'package-not-opened',
      `There is no working copy of "${shown(title)}" yet. Open the package first, then submit it.`
    );
  }
  if (copy.notebook !== null) {
    return copy.notebook;
  }
  if (main?.path !== undefined && main.path !== null) {
    return posix.join(copy.path, main.path);
  }
  const name = await onlyRunnable(await folders.find(copy.path));
  return posix.join(copy.path, name);
}

/** The only notebook of a folder, else its only script or workflow. */
async function onlyRunnable({ path, display }: Located): Promise<string> {
  const names = (await readdir(path)).filter(name => RUNNABLE.test(name));
  const notebooks = names.filter(name => /\.ipynb$/i.test(name));
  const [first, second] = notebooks.length > 0 ? notebooks : names;
  if (first === undefined || second !== undefined) {
    throw new RequestProblem(
      409,
      'source-unclear',
      first === undefined
        ? `The folder "${shown(display)}" holds nothing that could run: no notebook, no script, no workflow. Choose a file.`
        : `The folder "${shown(display)}" holds several files that could run. Choose one of them.`
    );
  }
  return first;
}

function joined(folder: string, name: string): string {
  return folder === '' || folder.endsWith(':')
    ? `${folder}${name}`
    : `${folder}/${name}`;
}

/** Absolute path of the folder that a file runs in. */
export function folderOfSource({ path }: Located): string {
  return dirname(path);
}
