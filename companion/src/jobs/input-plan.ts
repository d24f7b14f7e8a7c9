/**
 * How the files of a job get to where it runs: carried along in the job's
 * archive, read where both sides see them, or fetched from their share.
 */
import type {
  DataWay,
  JobFinding,
  JobInputs,
  SiteConfig
} from 'sciencemesh-contract';
import {
  chosenFiles,
  directWay,
  type DirectOffer,
  type NoOffer
} from './direct-inputs.ts';
import {
  isLeftOut,
  shown,
  surveyInputs,
  type InputFile,
  type InputSurvey
} from './input-survey.ts';
import { isReserved } from './job-files.ts';
import { sharedFolder } from './shared-folders.ts';

const MEBIBYTE = 1024 * 1024;
const MOST_CARRIED = 1024;

/** A folder that both sides see, and what of it the job reads. */
export interface SharedInputs {
  here: string;
  there: string;
  files: readonly InputFile[];
}

/** A file that the job fetches from a share. */
export interface DirectFile {
  path: string;
  size: number | null;
  /** The same file here; null: it is at the share only. */
  here: InputFile | null;
}

/** What the job fetches by itself, and from where. */
export interface DirectInputs {
  offer: DirectOffer;
  files: readonly DirectFile[];
}

export interface InputPlan {
  source: InputFile;
  /** All that the job gets and that is here, the source first. */
  files: readonly InputFile[];
  /** Of everything that the job gets. */
  bytes: number;
  /** Those that are packed. */
  carried: readonly InputFile[];
  shared: SharedInputs | null;
  direct: DirectInputs | null;
  way: DataWay;
  why: string;
  findings: readonly JobFinding[];
}

/**
 * @param folder absolute path of the folder of the source
 * @param source name of what is to run
 * @param offer of the share that the source lies in
 * @returns null when the source itself is not there
 */
export async function planInputs(
  folder: string,
  source: string,
  inputs: JobInputs,
  config: SiteConfig,
  offer: DirectOffer | NoOffer,
  signal: AbortSignal
): Promise<InputPlan | null> {
  const direct = 'way' in offer ? directFiles(offer, source, inputs) : [];
  const elsewhere = new Set(direct.map(({ path }) => path));
  const survey = await surveyInputs(
    folder,
    source,
    inputs,
    signal,
    undefined,
    elsewhere
  );
  const [first] = survey.files;
  if (first?.path !== source) {
    return null;
  }
  const here = new Map(survey.files.map(file => [file.path, file]));
  const fetched = direct.map(({ path, size }) => ({
    path,
    size,
    here: here.get(path) ?? null
  }));
  const only = fetched.filter(file => file.here === null);
  const bytes = only.reduce((sum, { size }) => sum + (size ?? 0), survey.bytes);
  const carriedWith = (isFetched: boolean) =>
    isFetched
      ? survey.files.filter(({ path }) => !elsewhere.has(path))
      : survey.files;
  if ('way' in offer && fetched.length > 0) {
    const carried = carriedWith(true);
    return {
      source: first,
      files: survey.files,
      bytes,
      carried,
      shared: null,
      direct: { offer, files: fetched },
      way: offer.way,
      why: whyDirect(offer, fetched.length),
      findings: [...survey.findings, ...tooLarge(sumOf(carried), config)]
    };
  }
  const shared = await sharedFolder(folder, config);
  const { way, why, findings } = chooseWay(
    survey,
    inputs,
    config,
    shared,
    'refusal' in offer ? offer.refusal : null
  );
  const rest = survey.files.slice(1);
  const isShared = way === 'path' && shared !== null;
  return {
    source: first,
    files: survey.files,
    bytes,
    carried: isShared ? [first] : survey.files,
    shared: isShared ? { ...shared, files: rest } : null,
    direct: null,
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

function chooseWay(
  { bytes, files }: InputSurvey,
  { way: wanted }: JobInputs,
  config: SiteConfig,
  shared: { here: string; there: string } | null,
  refusal: string | null
): { way: DataWay; why: string; findings: JobFinding[] } {
  const carrying = carryingWay(config);
  const findings = tooLarge(bytes, config);
  const isPath = wanted === 'path' || (wanted === null && shared !== null);
  if (isPath && shared !== null) {
    return {
      way: 'path',
      why: `The site sees this folder as ${shown(shared.there)}; nothing is copied, and the job makes sure that it is the same one.`,
      findings: []
    };
  }
  const isDirect = wanted === 'download' || wanted === directWay(config);
  const brings = wanted === 'staging' && directWay(config) !== null;
  if (wanted !== null && wanted !== carrying && !brings) {
    findings.push({
      level: 'error',
      code: 'way-unavailable',
      field: 'inputs.way',
      message:
        wanted === 'path'
          ? 'The site does not see this folder. Let the files be carried along, or move them to a folder that the site sees.'
          : isDirect
            ? `The job cannot fetch the files by itself. ${refusal ?? 'None of them is in a share, as it is here.'} Let them be carried along.`
            : 'The files cannot go that way to this site. Leave the choice to us.'
    });
  }
  return {
    way: brings ? 'staging' : carrying,
    why: [
      whyCarried(carrying, files.length),
      ...(refusal === null
        ? []
        : [`The job cannot fetch them from the share: ${refusal}`])
    ].join(' '),
    findings
  };
}

function tooLarge(bytes: number, config: SiteConfig): JobFinding[] {
  const most = (config.inputMebibytes ?? MOST_CARRIED) * MEBIBYTE;
  return bytes <= most
    ? []
    : [
        {
          level: 'error',
          code: 'inputs-too-large',
          field: 'inputs',
          message: `The files come to ${Math.ceil(bytes / MEBIBYTE)} MiB, and this site takes ${most / MEBIBYTE} MiB along with a job. Choose those that the job needs, or put them where the site sees them.`
        }
      ];
}

function sumOf(files: readonly InputFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

/** Files of the share that were chosen, and can be where they belong. */
function directFiles(
  offer: DirectOffer,
  source: string,
  { paths, select }: JobInputs
): { path: string; size: number | null }[] {
  if (select === 'none') {
    return [];
  }
  return chosenFiles(offer, select === 'folder' ? 'all' : paths).filter(
    ({ path }) =>
      path !== source &&
      !isReserved(path.split('/')[0] ?? '') &&
      // Who names a file wants it, whatever it is.
      (select === 'listed' || !isLeftOut(path))
  );
}

function whyDirect({ address, kind, way }: DirectOffer, files: number): string {
  const what = files === 1 ? 'one file' : `${files} files`;
  const who = way === 'transfer' ? 'The batch system' : 'The job';
  const how =
    kind === 'token'
      ? 'a token that ends by itself'
      : 'the secret of the share, as its server has no tokens';
  return `${who} fetches ${what} straight from ${address.host} with ${how}; they do not pass through this machine.`;
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
