import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import type { JobSubject, Site } from 'sciencemesh-contract';
import type { CompanionStatus } from '../../companion/status';
import { submitIcon } from '../../icons';
import type { FormStart } from './start';

/**
 * The commands that submit jobs.
 */
export namespace JobCommands {
  export const submit = 'sciencemesh:submit-job';
  export const submitSelected = 'sciencemesh:submit-selected-job';
}

/**
 * What the commands need.
 */
export interface IJobCommands {
  /**
   * Path of the document that the person works with; null where there is none.
   */
  readonly current: () => string | null;

  /**
   * Identifier of the package that is on show.
   */
  readonly currentPackage: () => string | null;

  /**
   * Show a form.
   */
  readonly open: (start: FormStart) => Promise<void>;

  /**
   * What is selected in the file browser that was used last.
   */
  readonly selected: () => readonly ISelected[];
  readonly sites: () => readonly Site[];
  readonly status: CompanionStatus;
  readonly trans: TranslationBundle;
}

/**
 * A row of a file browser.
 */
export interface ISelected {
  readonly isFolder: boolean;
  readonly path: string;
}

/** Files that can run. */
const RUNNABLE = /\.(?:ipynb|py|sh|bash|r|jl|cwl|smk|nf)$|(?:^|\/)Snakefile$/i;

/** Kinds of sites by the word that a person has for them. */
const KINDS: Readonly<Record<string, readonly Site['kind'][]>> = {
  htcondor: ['htcondor'],
  hpc: ['slurm', 'slurmrestd']
};

/**
 * Whether a file can be submitted.
 */
export function isRunnable(path: string): boolean {
  return RUNNABLE.test(path);
}

/**
 * Add the commands.
 */
export function addJobCommands(
  commands: CommandRegistry,
  options: IJobCommands
): void {
  const { status, trans } = options;
  commands.addCommand(JobCommands.submit, {
    label: args => labelOf(args, trans),
    caption: trans.__(
      'Run a notebook, a script, a workflow or a package on a site: fill in a form first'
    ),
    icon: args => (args['isPalette'] ? undefined : submitIcon),
    describedBy: { args: describedArguments(trans) },
    isEnabled: args => status.isRunning && startOf(args, options) !== null,
    isVisible: args => kindOf(args) === null || siteOf(args, options) !== null,
    execute: async args => {
      const start = startOf(args, options);
      if (start) {
        await options.open(start);
      }
    }
  });

  const selected = (): ISelected | null => {
    const [first, second] = options.selected();
    return first &&
      second === undefined &&
      (first.isFolder || isRunnable(first.path))
      ? first
      : null;
  };
  commands.addCommand(JobCommands.submitSelected, {
    label: args => labelOf(args, trans),
    caption: trans.__('Run what is selected on a site: fill in a form first'),
    icon: submitIcon,
    describedBy: {
      args: { type: 'object', properties: { kind: describedKind(trans) } }
    },
    isEnabled: () => status.isRunning && selected() !== null,
    isVisible: args =>
      selected() !== null &&
      (kindOf(args) === null || siteOf(args, options) !== null),
    execute: async args => {
      const { path } = selected() ?? {};
      if (path !== undefined) {
        const siteId = siteOf(args, options);
        await options.open({ subject: { path }, siteId });
      }
    }
  });
}

/**
 * Arguments with which the command shows a form again.
 */
export function argumentsFor(start: FormStart): ReadonlyJSONObject {
  if ('jobId' in start) {
    return { job: start.jobId };
  }
  const { siteId, subject } = start;
  return {
    ...('path' in subject
      ? { path: subject.path }
      : { package: subject.packageId }),
    ...(siteId === null ? {} : { site: siteId })
  };
}

type Args = Readonly<Record<string, unknown>> | ReadonlyJSONObject;

function textOf(args: Args, name: string): string | null {
  const value: unknown = { ...args }[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function kindOf(args: Args): readonly Site['kind'][] | null {
  return KINDS[textOf(args, 'kind') ?? ''] ?? null;
}

/** Of a kind: the first that works, else the first. */
function siteOf(args: Args, { sites }: IJobCommands): string | null {
  const kinds = kindOf(args);
  const all = sites().filter(({ kind }) => kinds?.includes(kind) ?? false);
  const works = all.find(({ state }) => state === 'ready');
  return textOf(args, 'site') ?? (works ?? all[0])?.id ?? null;
}

function startOf(args: Args, options: IJobCommands): FormStart | null {
  const jobId = textOf(args, 'job');
  if (jobId !== null) {
    return { jobId };
  }
  const subject = subjectOf(args, options);
  return subject && { subject, siteId: siteOf(args, options) };
}

function subjectOf(args: Args, options: IJobCommands): JobSubject | null {
  const named = textOf(args, 'path');
  const namedPackage = textOf(args, 'package');
  const packageId = namedPackage ?? options.currentPackage();
  const path = named ?? options.current();
  if (named === null && packageId !== null) {
    return { packageId };
  }
  return path !== null && (named !== null || isRunnable(path))
    ? { path }
    : null;
}

function labelOf(args: Args, trans: TranslationBundle): string {
  if (textOf(args, 'job') !== null) {
    return trans.__('Run job again…');
  }
  switch (textOf(args, 'kind')) {
    case 'htcondor':
      return trans.__('Submit to HTCondor…');
    case 'hpc':
      return trans.__('Submit to HPC…');
    default:
      return trans.__('Submit job…');
  }
}

function describedArguments(trans: TranslationBundle): ReadonlyJSONObject {
  const text = (description: string): ReadonlyJSONObject => ({
    type: 'string',
    description
  });
  return {
    type: 'object',
    properties: {
      path: text(
        trans.__(
          'What to submit; left out for the document or the package on show'
        )
      ),
      package: text(trans.__('Identifier of the package to submit')),
      job: text(trans.__('Identifier of the job to run again')),
      site: text(trans.__('Identifier of the site')),
      kind: describedKind(trans)
    }
  };
}

function describedKind(trans: TranslationBundle): ReadonlyJSONObject {
  return {
    type: 'string',
    enum: Object.keys(KINDS),
    description: trans.__('Kind of the site')
  };
}
