/**
 * Looks into the files before they leave: for secrets, and for what readers of
 * a notebook would stumble over.
 */
import { open, type FileHandle } from 'node:fs/promises';
import type { PublicationFinding } from 'sciencemesh-contract';
import {
  LARGEST_NOTEBOOK,
  readNotebook,
  type NotebookDocument,
  type NotebookProblem
} from '../../packages/notebook/notebook.ts';
import { FewFindings, finding, LEAVE_OUT, quoted } from '../findings.ts';
import type { SelectedFile } from '../selected-file.ts';
import { loadKnownSecrets, type SecretRules } from './known-secrets.ts';
import { textsOf } from './notebook-texts.ts';
import { notebookFindings } from './notebooks.ts';
import type { SecretHit } from './secret-hits.ts';
import { secretOfName } from './secret-names.ts';
import { fileWindows, textWindows, type TextWindow } from './text-windows.ts';
import { writtenSecrets } from './written-secrets.ts';

export interface InspectionLimits {
  /** Bytes of one file, from its beginning. */
  fileBytes: number;
  /** Bytes of all files. */
  totalBytes: number;
}

/** Secrets stand in code and settings, not deep in data. */
const LIMITS: InspectionLimits = {
  fileBytes: 4 * 1024 * 1024,
  totalBytes: 256 * 1024 * 1024
};

/** What was found in one file, as long as it does not change. */
interface Look {
  size: number;
  modified: number;
  findings: readonly PublicationFinding[];
  /** Bytes that were looked through. */
  read: number;
  /** There are more, which were not. */
  isCut: boolean;
}

/** Remembers what it has seen: a form is checked with each change of it. */
export class Inspector {
  readonly #limits: InspectionLimits;
  /** By absolute path; only those of the last time. */
  #seen: ReadonlyMap<string, Look> = new Map();
  #rules: Promise<SecretRules> | null = null;

  constructor(limits = LIMITS) {
    this.#limits = limits;
  }

  async inspect(
    files: readonly SelectedFile[],
    signal: AbortSignal
  ): Promise<PublicationFinding[]> {
    this.#rules ??= loadKnownSecrets();
    const rules = await this.#rules;
    const seen = new Map<string, Look>();
    const findings = new FewFindings();
    let { totalBytes: left } = this.#limits;
    let cut = 0;
    for (const file of files) {
      signal.throwIfAborted();
      const most = Math.min(this.#limits.fileBytes, left);
      const look =
        this.#known(file, most) ??
        (await new Inspection(file, rules, most, signal).look());
      // The same file may be there twice, by a link and under two names.
      seen.set(`${file.path}\0${file.real}`, look);
      look.findings.forEach(found => findings.add(found));
      left -= look.read;
      cut += look.isCut ? 1 : 0;
    }
    this.#seen = seen;
    return cut === 0 ? findings.all : [...findings.all, notAll(cut)];
  }

  #known(
    { path, real, size, modified }: SelectedFile,
    most: number
  ): Look | null {
    const known = this.#seen.get(`${path}\0${real}`);
    return known?.size === size &&
      known.modified === modified &&
      !(known.isCut && known.read < most)
      ? known
      : null;
  }
}

class Inspection {
  readonly #file: SelectedFile;
  readonly #rules: SecretRules;
  readonly #most: number;
  readonly #signal: AbortSignal;
  readonly #findings: PublicationFinding[] = [];
  #read = 0;
  #isCut = false;

  constructor(
    file: SelectedFile,
    rules: SecretRules,
    most: number,
    signal: AbortSignal
  ) {
    this.#file = file;
    this.#rules = rules;
    this.#most = most;
    this.#signal = signal;
  }

  async look(): Promise<Look> {
    const { path, real, size, modified } = this.#file;
    const secret = secretOfName(path);
    if (secret !== null) {
      this.#findings.push(secretFile(path, secret));
    }
    let file: FileHandle | null = null;
    try {
      file = await open(real);
      if (/\.ipynb$/i.test(path)) {
        await this.#lookAtNotebook(file);
      } else {
        await this.#lookAtText(file);
      }
    } catch {
      this.#signal.throwIfAborted();
      this.#findings.push(unreadable(path));
    } finally {
      await file?.close();
    }
    const [read, isCut] = [this.#read, this.#isCut];
    return { size, modified, findings: this.#findings, read, isCut };
  }

  async #lookAtText(file: FileHandle): Promise<void> {
    const { size } = this.#file;
    let isText = false;
    const hits: SecretHit[] = [];
    for await (const window of fileWindows(file, Math.min(size, this.#most))) {
      isText = true;
      hits.push(...(await this.#scan(window)));
    }
    this.#read = isText ? Math.min(size, this.#most) : 0;
    this.#isCut = size > this.#most && (isText || this.#most === 0);
    this.#report(hits, ({ line }) => `in line ${line}`);
  }

  async #lookAtNotebook(file: FileHandle): Promise<void> {
    const { path, size } = this.#file;
    const reading = readNotebook(
      size > LARGEST_NOTEBOOK
        ? new Uint8Array(LARGEST_NOTEBOOK + 1)
        : await file.readFile()
    );
    if (!reading.ok) {
      this.#findings.push(strangeNotebook(path, reading.problem));
      await this.#lookAtText(file);
      return;
    }
    this.#findings.push(...notebookFindings(path, reading.notebook));
    const { text, cellOf } = inOneText(reading.notebook);
    const hits: SecretHit[] = [];
    for (const window of textWindows(text)) {
      hits.push(...(await this.#scan(window)));
    }
    this.#report(hits, ({ line }) => `in cell ${cellOf(line)}`);
  }

  async #scan({ text, line: first }: TextWindow): Promise<SecretHit[]> {
    this.#signal.throwIfAborted();
    const hits = [...(await this.#rules(text)), ...writtenSecrets(text)];
    return hits.map(hit => ({ ...hit, line: hit.line + first - 1 }));
  }

  /** One finding for a file: who opens it sees the others. */
  #report(hits: readonly SecretHit[], where: (hit: SecretHit) => string): void {
    const { path } = this.#file;
    const places = new Set(hits.map(where));
    const first = hits.find(({ isCertain }) => isCertain) ?? hits[0];
    if (first === undefined) {
      return;
    }
    const more = places.size > 1 ? ', and more in other places' : '';
    this.#findings.push(
      finding(
        'secret',
        first.isCertain ? 'error' : 'warning',
        `${quoted(path)} holds ${first.what} ${where(first)}${more}. ${first.isCertain ? 'Take it out and make it invalid where it came from' : 'Take it out if it opens anything'}: what is published can never be taken back.`,
        { path, fix: LEAVE_OUT }
      )
    );
  }
}

function notAll(count: number): PublicationFinding {
  return finding(
    'secret',
    'note',
    `${count === 1 ? 'One file was' : `${count} files were`} not looked through to the end for passwords and tokens. Look yourself if there could be any.`
  );
}

function unreadable(path: string): PublicationFinding {
  return finding(
    'unreadable',
    'error',
    `${quoted(path)} cannot be read. Let yourself read it, or leave it out.`,
    { path, fix: LEAVE_OUT }
  );
}

function secretFile(path: string, what: string): PublicationFinding {
  return finding(
    'secret',
    'warning',
    `${quoted(path)} is a file for ${what}. Leave it out: what is published can never be taken back.`,
    { path, fix: LEAVE_OUT }
  );
}

function strangeNotebook(
  path: string,
  { code }: NotebookProblem
): PublicationFinding {
  const why = {
    'notebook-too-large': `is larger than ${LARGEST_NOTEBOOK / 1024 / 1024} MiB, and was not looked through. Clear its outputs if others should open it.`,
    'notebook-broken':
      'is no notebook that Jupyter can open. Save it again, or leave it out.',
    'notebook-too-old':
      'has a format of before 2013. Open it in Jupyter and save it, so that others can open it.',
    'notebook-too-new':
      'has a format newer than this program knows, and was not looked through. Look through it yourself.'
  }[code];
  return finding('unreadable', 'warning', `${quoted(path)} ${why}`, {
    path,
    fix: LEAVE_OUT
  });
}

/** All texts of a notebook one after the other, with the cell of each line. */
function inOneText(notebook: NotebookDocument): {
  text: string;
  cellOf: (line: number) => number;
} {
  const texts: string[] = [];
  const starts: { line: number; cell: number }[] = [];
  let line = 1;
  for (const { cell, text } of textsOf(notebook)) {
    starts.push({ line, cell });
    texts.push(text);
    line += text.split('\n').length;
  }
  return {
    text: texts.join('\n'),
    cellOf: wanted =>
      starts.findLast(({ line: start }) => start <= wanted)?.cell ?? 1
  };
}
