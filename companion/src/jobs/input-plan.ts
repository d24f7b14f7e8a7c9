/**
 * How the files of a job get to where it runs: carried along in the job's
 * archive, or read where both sides see them.
 */
import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import type {
  DataWay,
  JobFinding,
  JobInputs,
  SiteConfig
} from 'sciencemesh-contract';
import {
  shown,
  surveyInputs,
  type InputFile,
  type InputSurvey
} from './input-survey.ts';

const MEBIBYTE = 1024 * 1024;
const MOST_CARRIED = 1024;

/** A folder that both sides see, and what of it the job reads. */
export interface SharedInputs {
  here: string;
  there: string;
  files: readonly InputFile[];
}

export interface InputPlan {
  source: InputFile;
  /** All that the job gets, the source first. */
  files: readonly InputFile[];
  bytes: number;
  /** Those that are packed. */
  carried: readonly InputFile[];
  shared: SharedInputs | null;
  way: DataWay;
  why: string;
  findings: readonly JobFinding[];
}

/**
 * @param folder absolute path of the folder of the source
 * @param source name of what is to run
 * @returns null when the source itself is not there
 */
export async function planInputs(
  folder: string,
  source: string,
  inputs: JobInputs,
  config: SiteConfig,
  signal: AbortSignal
): Promise<InputPlan | null> {
  const survey = await surveyInputs(folder, source, inputs, signal);
  const [first] = survey.files;
  if (first?.path !== source) {
    return null;
  }
  const shared = await sharedFolder(folder, config);
  const { way, why, findings } = chooseWay(survey, inputs, config, shared);
  const rest = survey.files.slice(1);
  const isShared = way === 'path' && shared !== null;
  return {
    source: first,
    files: survey.files,
    bytes: survey.bytes,
    carried: isShared ? [first] : survey.files,
    shared: isShared ? { ...shared, files: rest } : null,
    way,
    why,
    findings: [...survey.findings, ...findings]
  };
}

/** The way of a kind of site on which files travel with the job. */
export function carryingWay({ kind, ...config }: SiteConfig): DataWay {
  switch (kind) {
    case 'htcondor':
      return 'transfer';
    case 'slurm':
      return 'ssh' in config && config.ssh !== undefined ? 'sftp' : 'staging';
    case 'slurmrestd':
    case 'local':
      return 'staging';
  }
}

/** Where a folder is on the site, if the site sees it. */
async function sharedFolder(
  folder: string,
  { sharedPaths = [] }: SiteConfig
): Promise<{ here: string; there: string } | null> {
  const real = await realpath(folder);
  for (const { here, there = here } of sharedPaths) {
    const top = await realpath(here).catch(() => here);
    if (real === top || real.startsWith(top + sep)) {
      return { here: real, there: there + real.slice(top.length) };
    }
  }
  return null;
}

function chooseWay(
  { bytes, files }: InputSurvey,
  { way: wanted }: JobInputs,
  config: SiteConfig,
  shared: { here: string; there: string } | null
): { way: DataWay; why: string; findings: JobFinding[] } {
  const carrying = carryingWay(config);
  const most = (config.inputMebibytes ?? MOST_CARRIED) * MEBIBYTE;
  const findings: JobFinding[] = [];
  const isPath = wanted === 'path' || (wanted === null && shared !== null);
  if (isPath && shared !== null) {
    return {
      way: 'path',
      why: `The site sees this folder as ${shown(shared.there)}; nothing is copied, and the job makes sure that it is the same one.`,
      findings
    };
  }
  if (wanted !== null && wanted !== carrying) {
    findings.push({
      level: 'error',
      code: 'way-unavailable',
      field: 'inputs.way',
      message:
        wanted === 'path'
          ? 'The site does not see this folder. Let the files be carried along, or move them to a folder that the site sees.'
          : 'The files cannot go that way to this site. Leave the choice to us.'
    });
  }
  if (bytes > most) {
    findings.push({
      level: 'error',
      code: 'inputs-too-large',
      field: 'inputs',
      message: `The files come to ${Math.ceil(bytes / MEBIBYTE)} MiB, and this site takes ${most / MEBIBYTE} MiB along with a job. Choose those that the job needs, or put them where the site sees them.`
    });
  }
  return { way: carrying, why: whyCarried(carrying, files.length), findings };
}

function whyCarried(way: DataWay, files: number): string {
  const what = files === 1 ? 'The file goes' : `The ${files} files go`;
  switch (way) {
    case 'transfer':
      return `${what} along in one archive, which the batch system carries; no folder here is seen there.`;
    case 'sftp':
      return `${what} along in one archive over SSH; no folder here is seen there.`;
    case 'staging':
    case 'path':
    case 'download':
      return `${what} along in one archive, so that the job has its own copy.`;
  }
}
