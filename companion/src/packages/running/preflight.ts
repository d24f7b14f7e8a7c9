/**
 * What stands in the way of running a notebook here, told before it is opened.
 * Nothing of it is a hindrance: the person may open it anyway.
 */
import { readFile } from 'node:fs/promises';
import { basename, delimiter, dirname, isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Finding, Preflight } from 'sciencemesh-contract';
import { isRecord } from '../../http/json.ts';
import { oneLine } from '../crate/shown.ts';
import { languageOf } from '../notebook/notebook-language.ts';
import {
  readNotebook,
  sourceOf,
  type NotebookDocument
} from '../notebook/notebook.ts';
import { environmentFindings } from '../reading/environment-files.ts';
import { offerKernel, type Kernel } from './kernels.ts';
import { listed, missingModules } from './python-modules.ts';
import { askIsolatedPython, serverPython } from './python-process.ts';

const examiner = fileURLToPath(new URL('./preflight.py', import.meta.url));

/** Names that a stranger's notebook tells are shown, also on a terminal. */
const LONGEST_NAME = 100;

/** Starting Python on a slow network file system takes its time. */
const LONGEST_EXAMINATION = 20_000;

/** What `preflight.py` prints. */
const Examination = Type.Object({
  version: Type.String(),
  python2: Type.Array(
    Type.Object({
      cell: Type.Union([Type.Integer(), Type.Null()]),
      what: Type.String()
    })
  ),
  syntax: Type.Array(
    Type.Object({
      cell: Type.Integer(),
      line: Type.Union([Type.Integer(), Type.Null()]),
      message: Type.String()
    })
  ),
  renamed: Type.Record(Type.String(), Type.String()),
  missing: Type.Array(Type.String())
});

export interface PreflightOptions {
  kernels: readonly Kernel[];
  /** Environment files that lie beside the notebook, relative to it. */
  environment: readonly string[];
  /** Told when the examination itself failed; the person loses little. */
  onFailure?: (cause: unknown) => void;
}

/**
 * Looks at a notebook on disk.
 *
 * @param path absolute
 */
export async function checkNotebook(
  path: string,
  options: PreflightOptions
): Promise<Preflight> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    options.onFailure?.(cause);
    return unreadable(
      'The notebook cannot be read. Look whether it is still in its folder.'
    );
  }
  const reading = readNotebook(bytes);
  if (!reading.ok) {
    return unreadable(reading.problem.message);
  }
  return checkDocument(reading.notebook, dirname(path), options);
}

/** @param folder absolute folder in which the notebook lies */
export async function checkDocument(
  notebook: NotebookDocument,
  folder: string,
  { kernels, environment, onFailure }: PreflightOptions
): Promise<Preflight> {
  const wanted = wantedKernel(notebook);
  const language = languageOf(notebook);
  const { kernel, finding } = offerKernel(kernels, { name: wanted, language });
  const findings = finding === null ? [] : [finding];
  const interpreter = interpreterFor(kernel, language);
  if (interpreter !== null) {
    try {
      findings.push(...(await examine(notebook, folder, kernel, interpreter)));
    } catch (cause) {
      onFailure?.(cause);
    }
  }
  findings.push(...environmentFindings(environment));
  return { kernel: { wanted, offered: kernel?.name ?? null }, findings };
}

function unreadable(message: string): Preflight {
  return {
    kernel: { wanted: null, offered: null },
    findings: [{ code: 'unreadable', message, offer: null }]
  };
}

/** The kernel that a notebook names. */
export function wantedKernel({ metadata }: NotebookDocument): string | null {
  const kernel = metadata['kernelspec'];
  const name = isRecord(kernel) ? kernel['name'] : undefined;
  const shown = typeof name === 'string' ? oneLine(name, LONGEST_NAME) : '';
  return shown === '' ? null : shown;
}

/**
 * Python of the kernel itself, since only it knows what the kernel will find;
 * null when the notebook is not in Python, or wants Python 2 and gets it.
 */
function interpreterFor(
  kernel: Kernel | null,
  language: string | null
): { command: string; ofKernel: boolean } | null {
  if (kernel === null) {
    return language === 'python'
      ? { command: serverPython(), ofKernel: false }
      : null;
  }
  if (kernel.language !== 'python' || /^python2/.test(kernel.name)) {
    return null;
  }
  const command = kernel.argv[0] ?? '';
  if (!/^python[\d.]*(?:\.exe)?$/i.test(basename(command))) {
    // Started through something else: a container, a shell, conda.
    return { command: serverPython(), ofKernel: false };
  }
  // Jupyter puts its own interpreter in place of a bare name.
  return {
    command: isAbsolute(command) ? command : serverPython(),
    ofKernel: true
  };
}

async function examine(
  notebook: NotebookDocument,
  folder: string,
  kernel: Kernel | null,
  interpreter: { command: string; ofKernel: boolean }
): Promise<Finding[]> {
  const answer: unknown = JSON.parse(
    await askIsolatedPython({
      interpreter: interpreter.command,
      script: examiner,
      input: JSON.stringify({
        cells: notebook.cells
          .filter(cell => cell.cell_type === 'code')
          .map(cell => sourceOf(cell).toWellFormed()),
        folder,
        search: (kernel?.environment['PYTHONPATH'] ?? '')
          .split(delimiter)
          .filter(Boolean)
      }),
      milliseconds: LONGEST_EXAMINATION
    })
  );
  const { python2, renamed, syntax, missing } = Value.Parse(
    Examination,
    answer
  );
  return [
    ...oldPython(python2, renamed),
    ...syntax.slice(0, 5).map(({ cell, line, message }): Finding => ({
      code: 'syntax',
      message: `Code cell ${cell} cannot be read as Python${line === null ? '' : `, line ${line}`}: ${oneLine(message, 2 * LONGEST_NAME)}.`,
      offer: null
    })),
    // Another interpreter's packages say nothing about this kernel's.
    ...(interpreter.ofKernel
      ? missingModules(missing.map(name => oneLine(name, LONGEST_NAME)))
      : [])
  ];
}

function oldPython(
  signs: readonly { cell: number | null; what: string }[],
  renamed: Readonly<Record<string, string>>
): Finding[] {
  const parts: string[] = [];
  const cells = signs.flatMap(({ cell }) => (cell === null ? [] : [cell]));
  if (signs.length > 0) {
    const what = listed([...new Set(signs.map(sign => sign.what))]);
    const where = [...new Set(cells)].map(String);
    parts.push(
      where.length === 0
        ? `It uses ${what}, which Python 3 does not have.`
        : `Code ${where.length === 1 ? 'cell' : 'cells'} ${listed(where)} must be changed: ${what}.`
    );
  }
  const moved = Object.entries(renamed).map(
    ([before, now]) => `${before} (now ${now})`
  );
  if (moved.length > 0) {
    parts.push(`Imports must be changed: ${listed(moved)}.`);
  }
  return parts.length === 0
    ? []
    : [
        {
          code: 'python2',
          message: `The notebook holds Python 2 code. It can be opened with Python 3 anyway. ${parts.join(' ')}`,
          offer: null
        }
      ];
}
