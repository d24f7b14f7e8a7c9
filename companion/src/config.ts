/**
 * The configuration file: read, checked, and every default filled in.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import {
  Config,
  type CernboxConfig,
  type ComputeConfig,
  type DriveMount,
  type OcmConfig,
  type OutboundConfig,
  type PublishConfig,
  type SiteConfig
} from 'sciencemesh-contract';
import { Compile } from 'typebox/compile';
import { cernboxSettings, type CernboxSettings } from './cernbox/settings.ts';
import { invalidMembers } from './http/validation.ts';
import { ocmSettings, type OcmSettings } from './ocm/settings.ts';
import { publishSettings, type PublishSettings } from './publish/settings.ts';

/** The configuration cannot be used; the message names file and key. */
export class ConfigError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ConfigError';
  }
}

/** The configuration with every default filled in. */
export interface Settings {
  ocm: OcmSettings;
  outbound: OutboundConfig;
  workspace: {
    /** Absolute path of Jupyter's root folder. */
    root: string;
    folder: string;
    parallel: number;
    maximumBytes: number | null;
  };
  drive: {
    /** Shares that are on this machine; absolute paths. */
    mounts: readonly DriveMount[];
    /** Bytes of a file that is sent inside of a JSON document. */
    largestDocument: number;
    /** Bytes of an upload that is kept on its way to its server. */
    largestKept: number;
    /** Copies of shared folders, in which kernels work. */
    workingCopies: {
      /** Relative to Jupyter's root folder. */
      folder: string;
      /** Bytes of one folder, and of one file, that come by themselves. */
      totalBytes: number;
      fileBytes: number;
    };
  };
  compute: {
    /** Offered in this order. */
    sites: readonly SiteConfig[];
    /** Also offer what is on the PATH. */
    find: boolean;
    /** Also offer this machine. */
    local: boolean;
    /** Where results go, relative to Jupyter's root folder. */
    folder: string;
  };
  publish: PublishSettings;
  /** Null: there is none. */
  cernbox: CernboxSettings | null;
  logLevel: string;
}

const MEBIBYTE = 1024 * 1024;

const check = Compile(Config);

/**
 * Reads a configuration file.
 *
 * @param file its path; null takes all defaults
 * @param root Jupyter's root folder from the command line; wins
 * @throws ConfigError
 */
export function loadSettings(
  file: string | null,
  root: string | null
): Settings {
  const value = file === null ? {} : readJsonFile(file);
  return settingsFrom(value, file ?? 'The configuration', root);
}

/**
 * Checks a configuration and fills in every default.
 *
 * @param value anything
 * @param name what the configuration is called in messages
 * @param root Jupyter's root folder from the command line; wins
 * @throws ConfigError
 */
export function settingsFrom(
  value: unknown,
  name: string,
  root: string | null
): Settings {
  if (!check.Check(value)) {
    const problems = invalidMembers(check.Errors(value)).map(
      member => `"${member.name}" ${member.message}`
    );
    throw new ConfigError(
      `${name}: ${problems.join('; ')}. Correct that and start again; "sciencemesh config-schema" prints what every key means.`
    );
  }
  const { drive = {}, workspace = {} } = value;
  const { workingCopies = {} } = drive;
  const folder = workspace.folder ?? 'ScienceMesh';
  return {
    ocm: readOcm(value.ocm ?? {}, name),
    outbound: value.outbound ?? {},
    workspace: {
      root: resolve(root ?? workspace.root ?? homedir()),
      folder,
      parallel: workspace.parallel ?? 6,
      maximumBytes: workspace.maximumBytes ?? null
    },
    drive: {
      mounts: (drive.mounts ?? []).map(mount => ({
        ...mount,
        path: resolve(mount.path)
      })),
      largestDocument: (drive.largestDocumentMebibytes ?? 100) * MEBIBYTE,
      largestKept: (drive.keptUploadMebibytes ?? 256) * MEBIBYTE,
      workingCopies: {
        folder: workingCopies.folder ?? `${folder}/Shares`,
        totalBytes: (workingCopies.totalMebibytes ?? 200) * MEBIBYTE,
        fileBytes: (workingCopies.fileMebibytes ?? 50) * MEBIBYTE
      }
    },
    compute: computeSettings(value.compute ?? {}, folder, name),
    publish: readPublish(value.publish ?? {}, folder, name),
    cernbox: readCernbox(value.cernbox, value.outbound ?? {}, name),
    logLevel: value.log?.level ?? 'info'
  };
}

/** @param folder of the workspace */
function computeSettings(
  { find, folder: results, local, sites = [] }: ComputeConfig,
  folder: string,
  name: string
): Settings['compute'] {
  const ids = sites.map(({ id }) => id);
  const twice = ids.find((id, place) => ids.indexOf(id) !== place);
  if (twice !== undefined) {
    throw new ConfigError(
      `${name}: compute.sites names "${twice}" twice. Give each site an id of its own and start again.`
    );
  }
  return {
    sites,
    find: find ?? true,
    local: local !== 'hide',
    folder: results ?? `${folder}/Jobs`
  };
}

function readJsonFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(
      error instanceof SyntaxError
        ? `${file} is not valid JSON: ${reason}. Correct the file and start again.`
        : `${file} cannot be read: ${reason}.`,
      error
    );
  }
}

function readOcm(config: OcmConfig, name: string): OcmSettings {
  return explained(`${name}: ocm.`, () => ocmSettings(config));
}

/** @param folder of the workspace */
function readPublish(
  config: PublishConfig,
  folder: string,
  name: string
): PublishSettings {
  return explained(`${name}: publish.`, () => publishSettings(config, folder));
}

function readCernbox(
  config: CernboxConfig | undefined,
  outbound: OutboundConfig,
  name: string
): CernboxSettings | null {
  return config === undefined
    ? null
    : explained(`${name}: cernbox.`, () => cernboxSettings(config, outbound));
}

/** @param where what the reason of a failure goes on with */
function explained<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${where}${reason}.`, error);
  }
}
