/**
 * The submit description of a job. Only names that were checked, numbers and
 * quoted words stand in it: it is a language that can run programs.
 */
import type { HtcondorSiteConfig } from 'sciencemesh-contract';
import { BatchError, printedFile, type SubmitOrder } from '../batch-system.ts';
import { assertOrder } from '../order-check.ts';
import { attributeValue, quoteArguments, quoteString } from './quoting.ts';

/** Written by HTCondor into the job's folder; never read by the job. */
export const EVENT_LOG = 'events.log';
export const TAG_ATTRIBUTE = 'ScienceMeshTag';
/** Exit status of timeout(1) when the time was over. */
export const TIME_OVER = 124;

/** Whether the files of jobs are copied into the schedd. */
export function isSpooled(config: HtcondorSiteConfig): boolean {
  return config.spool ?? config.schedd !== undefined;
}

/** Seconds for which a machine keeps a job whose schedd is away. */
const LEASE_SECONDS = 1200;
const TIMEOUT = '/usr/bin/timeout';
const SETUP_FAILED = 24;
/** The site's clock runs while files come and go; the job's own does not. */
const CARRYING_SECONDS = 60;

/**
 * @throws BatchError `refused` when the order cannot be written down, or
 *   `unsupported` when HTCondor has no such thing
 */
export function renderSubmitText(
  order: SubmitOrder,
  config: HtcondorSiteConfig
): string {
  assertOrder(order);
  assertPossible(order, config);
  const { resources } = order;
  const lines: [string, string | number][] = [
    ['batch_name', order.label],
    // Both are looked for where the job runs, not here.
    ['executable', order.outputs(0).length === 0 ? TIMEOUT : '/bin/sh'],
    ['transfer_executable', 'false'],
    ['arguments', commandLine(order, config)],
    ['request_cpus', resources.cpus],
    ['request_memory', `${resources.memoryMebibytes}M`],
    ...(resources.diskMebibytes === null
      ? []
      : [line('request_disk', `${resources.diskMebibytes}M`)]),
    ...(resources.gpus === 0 ? [] : [line('request_gpus', resources.gpus)]),
    ...wallTime(order, config),
    ...(resources.account === null
      ? []
      : [line('accounting_group', resources.account)]),
    ...(order.container === null
      ? []
      : [line('container_image', order.container)]),
    ['job_max_vacate_time', order.graceSeconds],
    ['job_lease_duration', LEASE_SECONDS],
    ['notification', 'never'],
    ...Object.entries(config.attributes ?? {}).map(([name, value]) =>
      line(`My.${name}`, attributeValue(value))
    ),
    ...fileCommands(order, config),
    ...atOnce(order, config)
  ];
  const text = lines.map(([name, value]) => `${name} = ${value}\n`).join('');
  return `${text}${queueStatement(order)}\n`;
}

/**
 * What holds whatever the text says, as commands that follow it: which files
 * go and come, where they lie, and the mark by which the job is found.
 */
export function enforcedCommands(
  order: SubmitOrder,
  config: HtcondorSiteConfig
): readonly string[] {
  return fileCommands(order, config).map(
    ([name, value]) => `${name} = ${value}`
  );
}

function line(name: string, value: string | number): [string, string | number] {
  return [name, value];
}

function fileCommands(
  order: SubmitOrder,
  config: HtcondorSiteConfig
): [string, string | number][] {
  const brought = order.transfers.filter(({ direction }) => direction === 'in');
  const sent = order.transfers.filter(({ direction }) => direction === 'out');
  const inputs = [...order.files, ...brought.map(({ url }) => url)];
  const outputs = outputNames(order).join(', ');
  return [
    // On one file system, HTCondor would run the job in the folder itself.
    ['should_transfer_files', 'YES'],
    ['when_to_transfer_output', 'ON_EXIT_OR_EVICT'],
    // What a job leaves when it is held, removed or evicted comes here, not
    // into the schedd's spool, from where nothing fetches it.
    ['My.SpoolOnEvict', 'False'],
    ['transfer_input_files', inputs.join(', ')],
    ...inputNames(brought),
    ['transfer_output_files', outputs],
    // Empty, it would mean every new file.
    ...(outputs === '' ? [line('My.TransferOutput', '""')] : []),
    ...(sent.length === 0
      ? []
      : [
          line(
            'transfer_output_remaps',
            `"${sent.map(({ file, url }) => `${file} = ${url}`).join('; ')}"`
          )
        ]),
    ...credentialsOf(order, config),
    ['initialdir', ''],
    ['output', printedPattern('stdout', order.tasks)],
    ['error', printedPattern('stderr', order.tasks)],
    ['log', EVENT_LOG],
    [`My.${TAG_ATTRIBUTE}`, quoteString(order.tag)]
  ];
}

/**
 * All that is to come back is there from the first moment on: HTCondor holds a
 * job that is evicted or killed before it has made a file that is listed.
 */
function commandLine(order: SubmitOrder, config: HtcondorSiteConfig): string {
  const outputs = outputNames(order);
  return quoteArguments([
    ...(outputs.length === 0
      ? []
      : [
          '-c',
          ['touch ', { macros: outputs.join(' ') }, ' && exec "$@"'],
          ...['sh', TIMEOUT]
        ]),
    ...commandWords(order, config),
    ...(order.tasks === 1 ? [] : ['--task', [{ macros: '$(ProcId)' }]])
  ]);
}

/**
 * The command with what ends it in time: HTCondor has limits of wall time, but
 * none that warns the job first and brings back what it then leaves.
 */
function commandWords(
  order: SubmitOrder,
  config: HtcondorSiteConfig
): readonly string[] {
  const { seconds } = order.resources;
  const grace = Math.min(
    order.graceSeconds,
    Math.max(1, Math.floor(seconds / 2))
  );
  const setup = config.setupScript;
  return [
    // TERM is for the command alone, which sees to what it has started.
    ...['--foreground', '-s', 'TERM', '-k', String(grace)],
    String(Math.max(1, seconds - grace)),
    ...(setup === undefined
      ? []
      : [
          '/bin/bash',
          '-c',
          `. "$0" || exit ${SETUP_FAILED}; exec "$@"`,
          setup
        ]),
    ...order.command
  ];
}

function wallTime(
  { resources }: SubmitOrder,
  config: HtcondorSiteConfig
): [string, string | number][] {
  const { flavours, runtimeAttribute } = config;
  if (flavours !== undefined && resources.queue !== null) {
    return [
      line(
        `My.${config.flavourAttribute ?? 'JobFlavour'}`,
        quoteString(resources.queue)
      )
    ];
  }
  if (flavours === undefined && runtimeAttribute === undefined) {
    return [];
  }
  const longest = flavours?.at(-1)?.seconds ?? Number.POSITIVE_INFINITY;
  const { seconds } = resources;
  return [
    line(
      `My.${runtimeAttribute ?? 'MaxRuntime'}`,
      Math.max(seconds, Math.min(seconds + CARRYING_SECONDS, longest))
    )
  ];
}

/** What all limits of a pool are, unless its staff says otherwise. */
const CONCURRENCY_LIMIT_DEFAULT = 2_308_032;

function atOnce(
  { tag, tasks, atOnce }: SubmitOrder,
  config: HtcondorSiteConfig
): [string, string | number][] {
  if (tasks === 1 || atOnce === null || atOnce >= tasks) {
    return [];
  }
  if (!isSpooled(config)) {
    return [line('max_materialize', atOnce)];
  }
  // Tasks that have ended stay in the queue until they are fetched, and no new
  // ones would be made for them. A share of a limit of its own does it, too.
  const share = Math.floor(CONCURRENCY_LIMIT_DEFAULT / atOnce);
  const name = `sciencemesh_${tag.replaceAll('-', '_')}`;
  return [line('concurrency_limits', `${name}:${share}`)];
}

function printedPattern(stream: 'stdout' | 'stderr', tasks: number): string {
  return tasks === 1
    ? printedFile(stream, 0, 1)
    : numberedPattern(task => printedFile(stream, task, tasks), tasks);
}

/** The tokens that the transfers need, by their names alone. */
function credentialsOf(
  { transfers }: SubmitOrder,
  { credentialService: service }: HtcondorSiteConfig
): [string, string | number][] {
  if (transfers.length === 0 || service === undefined) {
    return [];
  }
  const names = new Set(
    transfers.flatMap(
      ({ url }) => /^[a-z0-9]+\.([a-z0-9]+)\+/.exec(url)?.[1] ?? []
    )
  );
  return [
    line('use_oauth_services', service),
    // Naming it, with permissions of no kind, is what asks for it.
    ...[...names].map(name => line(`${service}_oauth_permissions_${name}`, ''))
  ];
}

/** Names of what is fetched, where they are not those of its address. */
function inputNames(
  brought: SubmitOrder['transfers']
): [string, string | number][] {
  const renamed = brought.flatMap(({ url, file }) => {
    const name = url.slice(url.lastIndexOf('/') + 1);
    return name === file ? [] : [`${name}=${file}`];
  });
  return renamed.length === 0
    ? []
    : [line('My.TransferInputRemaps', `"${renamed.join(';')}"`)];
}

/** Names of the outputs, with the number of the task as a macro. */
function outputNames(order: SubmitOrder): readonly string[] {
  return order
    .outputs(0)
    .map((_, place) =>
      numberedPattern(task => order.outputs(task)[place] ?? '', order.tasks)
    );
}

/**
 * @returns the pattern that gives these names
 * @throws BatchError `unsupported` when they are not numbered by their tasks
 */
function numberedPattern(
  name: (task: number) => string,
  tasks: number
): string {
  if (tasks === 1) {
    return name(0);
  }
  const [first, second] = [name(0), name(1)];
  for (const { index } of first.matchAll(/0/g)) {
    const [before, after] = [first.slice(0, index), first.slice(index + 1)];
    if (second !== `${before}1${after}`) {
      continue;
    }
    const isSo = (_: unknown, task: number) =>
      name(task) === `${before}${task}${after}`;
    if (Array.from({ length: tasks }).every(isSo)) {
      return `${before}$(ProcId)${after}`;
    }
  }
  throw new BatchError(
    'unsupported',
    'HTCondor needs the number of its task in the name of each file that a sweep leaves.'
  );
}

function queueStatement({ tasks }: SubmitOrder): string {
  return tasks === 1 ? 'queue' : `queue ${tasks}`;
}

function assertPossible(order: SubmitOrder, config: HtcondorSiteConfig): void {
  if (order.after.length > 0) {
    throw new BatchError(
      'unsupported',
      'HTCondor starts no job after another one. Submit it when the other job has ended.'
    );
  }
  if (order.transfers.length > 0 && config.credentialService === undefined) {
    throw new BatchError(
      'unsupported',
      'This site does not fetch files from shares by itself. Choose another way for the data.'
    );
  }
  // Iwd is expanded again when tasks of a sweep are made one by one.
  if (/[$\\]/.test(order.folder)) {
    throw new BatchError(
      'refused',
      `HTCondor cannot work in the folder ${order.folder}, because its name holds "$" or a backslash. Ask the administrator to choose another data folder.`
    );
  }
  const names = new Set([
    ...order.files,
    ...order.transfers.map(({ file }) => file)
  ]);
  if (names.has(EVENT_LOG)) {
    throw new BatchError(
      'refused',
      `HTCondor's own log is called ${EVENT_LOG}: no file of the job can be.`
    );
  }
}
