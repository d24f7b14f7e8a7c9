/**
 * `sciencemesh package open`: makes a working copy of a package, for scripts
 * and batch jobs. Called again after it was killed, it goes on where it was.
 */
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ParameterValue, type Transfer } from 'sciencemesh-contract';
import { Value } from 'typebox/value';
import { loadSettings, type Settings } from '../config.ts';
import { createOutboundClient } from '../http/guarded-client.ts';
import type { OutboundClient } from '../http/outbound.ts';
import { RequestProblem } from '../http/problem.ts';
import { openArchiveEntry } from '../packages/loading/archive.ts';
import {
  executeNotebook,
  type Execution
} from '../packages/running/execute.ts';
import { createFinisher } from '../packages/opening/finish.ts';
import { FINISHER } from '../packages/working-copy/finisher-input.ts';
import { readKernels } from '../packages/running/kernels.ts';
import { chooseFolder } from '../packages/working-copy/folders.ts';
import { materialise } from '../packages/opening/materialise.ts';
import { createRepositoryFetcher } from '../packages/repository/fetch.ts';
import { OWN_FOLDER } from '../packages/working-copy/working-copy.ts';
import { createTransferEngine } from '../transfers/engine.ts';
import {
  SETTLED,
  type TransferEngine,
  type TransferPlan
} from '../transfers/transfer.ts';
import type { Streams } from './package-inspect.ts';
import { openPackageSource, type OpenedPackage } from './package-source.ts';
import { openReport, progressLine } from './package-open-report.ts';
import { UsageError } from './usage.ts';

/** Exit status for what is no crate. */
const NO_CRATE = 2;
/** Exit status when something is missing in the end. */
const INCOMPLETE = 1;

/** How a package was opened. */
export interface Opened {
  /** Absolute folder of the working copy. */
  folder: string;
  /** Absolute path of the notebook; null when there is none. */
  notebook: string | null;
  transfer: Transfer;
  files: ReturnType<TransferEngine['files']>;
  execution: Execution | null;
}

/**
 * @returns the exit status: 0 when everything arrived and, where asked for,
 * ran; 1 when not; 2 for what is no crate
 * @throws UsageError, and Error with a sentence for the person
 */
export async function packageOpen(
  args: readonly string[],
  streams: Streams
): Promise<number> {
  const options = readOptions(args);
  const settings = loadSettings(options.config, null);
  const outbound = createOutboundClient(settings.outbound);
  try {
    const source = await openPackageSource(options.name, () => outbound);
    try {
      const opened = await open(source, options, settings, outbound, streams);
      streams.out(openReport(opened, options.json));
      const complete = opened.transfer.state === 'done';
      const ran = opened.execution === null || opened.execution.ok;
      return complete && ran ? 0 : INCOMPLETE;
    } finally {
      await source.close();
    }
  } catch (error) {
    if (error instanceof RequestProblem && error.code === 'not-a-crate') {
      streams.error(`sciencemesh: ${error.message}\n`);
      return NO_CRATE;
    }
    throw error;
  } finally {
    await outbound.close();
  }
}

async function open(
  source: OpenedPackage,
  options: Options,
  settings: Settings,
  outbound: OutboundClient,
  streams: Streams
): Promise<Opened> {
  const id = createHash('sha256').update(source.text).digest('hex');
  const folder = await folderFor(options.into, source.text);
  await mkdir(folder, { recursive: true });
  const engine = createEngine(folder, settings, outbound);
  const root = dirname(folder);
  const stop = stopOnSignal(engine);
  try {
    const transfer = await carryOut(
      engine,
      () =>
        materialise({
          id,
          shareId: null,
          root,
          folder,
          read: source,
          findings: {},
          exclude: new Set(),
          parameters: options.parameters,
          received: { sender: null, at: null },
          outbound
        }),
      streams
    );
    const notebook =
      transfer.notebook === null ? null : join(root, transfer.notebook);
    return {
      folder,
      notebook,
      transfer,
      files: engine.files(transfer.id),
      execution:
        options.execute && notebook !== null && transfer.state === 'done'
          ? await executeNotebook(notebook, {
              kernel: transfer.preflight?.kernel.offered ?? null,
              onCell: (cell, of) =>
                streams.error(`Running cell ${cell} of ${of}\n`)
            })
          : null
    };
  } finally {
    stop.end();
    await engine.close();
  }
}

/** Goes on with what an earlier, killed call began, or begins. */
async function carryOut(
  engine: TransferEngine,
  plan: () => Promise<TransferPlan>,
  streams: Streams
): Promise<Transfer> {
  const unsubscribe = engine.onChange(transfer => {
    if (!SETTLED.includes(transfer.state)) {
      streams.error(progressLine(transfer));
    }
  });
  try {
    const wanted = await plan();
    // The journal lies in the folder: whoever made that may have written it.
    await engine.recover(found => isSameWork(found, wanted));
    const going = engine.list().find(({ state }) => !SETTLED.includes(state));
    const { id } = going ?? (await engine.start(wanted));
    return await engine.settled(id);
  } finally {
    unsubscribe();
  }
}

/** Whether two plans do the same, whenever and by whatever name they do it. */
function isSameWork(one: TransferPlan, other: TransferPlan): boolean {
  const work = ({ packageId, folder, files, finisher }: TransferPlan) =>
    JSON.stringify(
      { packageId, folder, files, finisher },
      (key, value: unknown) => (key === 'madeAt' ? undefined : value)
    );
  return work(one) === work(other);
}

function createEngine(
  folder: string,
  { workspace }: Settings,
  client: OutboundClient
): TransferEngine {
  const engine = createTransferEngine({
    // The journal stays with the working copy, as no companion keeps it.
    dataFolder: join(folder, OWN_FOLDER),
    client,
    openEntry: openArchiveEntry,
    parallel: workspace.parallel,
    ...(workspace.maximumBytes === null
      ? {}
      : { maximumBytes: workspace.maximumBytes })
  });
  engine.registerFinisher(
    FINISHER,
    createFinisher({
      kernels: readKernels,
      repositories: createRepositoryFetcher(client),
      onTrouble: () => undefined
    })
  );
  return engine;
}

/** @throws UsageError for a folder that holds something else */
async function folderFor(into: string, document: string): Promise<string> {
  const wanted = resolve(into);
  const free = await chooseFolder(wanted, document, false);
  if (free !== wanted) {
    throw new UsageError(
      `The folder ${into} is not empty and holds something else. Name an empty or a new folder.`
    );
  }
  return wanted;
}

/** Ctrl-C ends the transfer so that the next call goes on with it. */
function stopOnSignal(engine: TransferEngine): { end(): void } {
  const stop = () => {
    void engine.close().then(() => process.exit(130));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return {
    end() {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    }
  };
}

interface Options {
  name: string;
  into: string;
  parameters: Record<string, ParameterValue>;
  json: boolean;
  execute: boolean;
  config: string | null;
}

function readOptions(args: readonly string[]): Options {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      into: { type: 'string' },
      param: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
      execute: { type: 'boolean', default: false },
      config: { type: 'string' }
    }
  });
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) {
    throw new UsageError('Name one package: a file, a folder or an address.');
  }
  if (values.into === undefined) {
    throw new UsageError('Say where the package goes: --into DIR.');
  }
  return {
    name,
    into: values.into,
    parameters: Object.fromEntries(values.param.map(parameterOf)),
    json: values.json,
    execute: values.execute,
    config: values.config ?? null
  };
}

/** `NAME=JSON`; text that is no JSON would be a guess, so it is refused. */
function parameterOf(text: string): [string, ParameterValue] {
  const at = text.indexOf('=');
  const name = text.slice(0, at);
  const value = at > 0 ? parsed(text.slice(at + 1)) : undefined;
  if (!Value.Check(ParameterValue, value)) {
    throw new UsageError(
      `--param takes NAME=JSON, e.g. --param 'title="A name"' or --param bins=50; this is neither: ${text}`
    );
  }
  return [name, value];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
