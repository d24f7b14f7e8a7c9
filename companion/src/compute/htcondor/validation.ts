/**
 * What is wrong with a job, found before it is submitted.
 */
import type { HtcondorSiteConfig, JobFinding } from 'sciencemesh-contract';
import {
  BatchError,
  PASSING,
  type SubmitOrder,
  type SubmitText
} from '../batch-system.ts';
import { checkOrder, checkOrderFiles } from '../order-check.ts';
import { quotation, type Programs } from './programs.ts';
import { askMachines } from './site.ts';
import { appended } from './submission.ts';
import { isSpooled } from './submit-text.ts';

export async function findProblems(
  programs: Programs,
  config: HtcondorSiteConfig,
  order: SubmitOrder,
  text: SubmitText,
  signal: AbortSignal
): Promise<readonly JobFinding[]> {
  const wrong = checkOrder(order);
  if (wrong.length > 0) {
    return wrong;
  }
  const findings = [
    ...(await checkOrderFiles(order)),
    ...checkFlavour(order, config),
    ...checkFolder(order, config),
    ...(await checkMachines(programs, config, order, signal)),
    ...(await dryRun(programs, config, order, text, signal))
  ];
  const rank = ({ level }: JobFinding) =>
    ['error', 'warning', 'note'].indexOf(level);
  return findings.sort((one, other) => rank(one) - rank(other));
}

function* checkFlavour(
  { resources }: SubmitOrder,
  config: HtcondorSiteConfig
): Generator<JobFinding> {
  const flavours = config.flavours ?? [];
  const longest = flavours.at(-1);
  const flavour = flavours.find(({ name }) => name === resources.queue);
  if (resources.queue !== null && flavour === undefined) {
    yield finding(
      'error',
      'queue-unknown',
      flavours.length === 0
        ? 'This site has no queues to choose from.'
        : `The site has no ${resources.queue}. Choose one of ${flavours.map(({ name }) => name).join(', ')}.`,
      'resources.queue'
    );
  }
  const limit = flavour ?? longest;
  if (limit !== undefined && resources.seconds > limit.seconds) {
    yield finding(
      'error',
      'walltime-over-limit',
      `The site ends jobs of ${limit.name} after ${limit.seconds} seconds; ${resources.seconds} are asked for. Ask for less time${limit === longest ? '' : ', or choose another queue'}.`,
      'resources.seconds'
    );
  }
}

function* checkFolder(
  { folder }: SubmitOrder,
  config: HtcondorSiteConfig
): Generator<JobFinding> {
  const below = config.notBelow?.find(
    path => folder === path || folder.startsWith(`${path.replace(/\/$/, '')}/`)
  );
  if (below !== undefined && !isSpooled(config)) {
    yield finding(
      'error',
      'folder-not-readable',
      `HTCondor cannot read files below ${below}, where the folder of the job is. Ask the administrator to choose another data folder.`
    );
  }
}

/** Whether any machine could ever run it. */
async function checkMachines(
  programs: Programs,
  config: HtcondorSiteConfig,
  { resources }: SubmitOrder,
  signal: AbortSignal
): Promise<readonly JobFinding[]> {
  let machines;
  try {
    machines = await askMachines(programs, config, signal);
  } catch (error) {
    // The collector may be away while the schedd takes jobs.
    if (
      error instanceof BatchError &&
      PASSING.has(error.code) &&
      error.code !== 'aborted'
    ) {
      return [];
    }
    throw error;
  }
  const checks = [
    ['processors', 'cpus', machines.cpus],
    ['MiB of memory', 'memoryMebibytes', machines.memoryMebibytes],
    ['GPUs', 'gpus', machines.gpus]
  ] as const;
  return checks.flatMap(([what, name, most]) =>
    most !== null && resources[name] > most
      ? [
          finding(
            'warning',
            'no-machine-large-enough',
            `No machine that is there now has ${resources[name]} ${what}; the most is ${most}. The job may wait for ever: ask for less.`,
            `resources.${name}`
          )
        ]
      : []
  );
}

async function dryRun(
  programs: Programs,
  config: HtcondorSiteConfig,
  order: SubmitOrder,
  { text }: SubmitText,
  signal: AbortSignal
): Promise<readonly JobFinding[]> {
  // Reads the text only: no schedd has to be there.
  const result = await programs.pool(
    'condor_submit',
    [
      ...['-dry-run', '-', '-terse', ...appended(order, config, text)],
      // The tokens come when the job is submitted; without them, even a dry
      // run would want to fetch some.
      ...(order.transfers.length === 0
        ? []
        : ['-append', 'use_oauth_services =']),
      '-'
    ],
    { signal, input: text, cwd: order.folder }
  );
  if (result.code !== 0) {
    return [
      finding(
        'error',
        'script-wrong',
        `HTCondor cannot read the script: ${quotation(result.stderr)}`,
        'script'
      )
    ];
  }
  const unused = [
    ...result.stderr.matchAll(/WARNING: the line '(.*)' was unused/g)
  ].map(([, line]) =>
    finding(
      'warning',
      'script-line-unused',
      `HTCondor does not know the command in the line "${quotation(line ?? '')}" of the script. Is it misspelt?`,
      'script'
    )
  );
  const tasks = tasksOf(result.stdout);
  return tasks === order.tasks
    ? unused
    : [
        finding(
          'error',
          'tasks-other',
          `The script makes ${tasks} tasks, not ${order.tasks}. Change the sweep, not the line "queue".`,
          'script'
        ),
        ...unused
      ];
}

/** condor_submit says last: `1.0 - 1.49`, or `1.0` and more such lines. */
export function tasksOf(output: string): number {
  return [...output.matchAll(/^(\d+)\.(\d+)(?: - (\d+)\.(\d+))?$/gm)].reduce(
    (sum, [, , first, , last]) =>
      sum + Number(last ?? first) - Number(first) + 1,
    0
  );
}

function finding(
  level: JobFinding['level'],
  code: string,
  message: string,
  field: string | null = null
): JobFinding {
  return { level, code, field, message };
}
