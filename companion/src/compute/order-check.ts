/**
 * What may stand in the text that a batch system is given. The languages of
 * submit texts expand macros, start programs and end lines in ways of their
 * own; so values are let in by what they are made of, and everything else that
 * a person writes travels as data in the job's folder.
 */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobFinding } from 'sciencemesh-contract';
import { BatchError, printedFile, type SubmitOrder } from './batch-system.ts';

const TAG = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/;
const LABEL = /^[A-Za-z0-9._](?:[A-Za-z0-9._ -]{0,98}[A-Za-z0-9._-])?$/;
const FILE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const QUEUE = /^[A-Za-z0-9_][A-Za-z0-9_.@+:/-]{0,255}$/;
/** Slurm says `12;cluster` for a job of another cluster, `12_3` for a task. */
const SYSTEM_ID = /^[0-9]{1,20}(?:[._][0-9]{1,20})?(?:;[A-Za-z0-9_-]{1,64})?$/;
const CONTAINER = /^[A-Za-z0-9/][A-Za-z0-9._:/@+-]{0,4095}$/;
/** No name and password before the host, no query, no macro. */
const ADDRESS =
  /^[a-z][a-z0-9]*(?:(?:\.[a-z0-9]+)?\+[a-z][a-z0-9]*)?:\/\/(?:\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(?::\d{1,5})?(?:\/(?:[A-Za-z0-9._~/@+:-]|%[0-9A-Fa-f]{2})*)?$/;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

const MAXIMUM_TASKS = 10_000;
const MAXIMUM_WORD = 4096;

/** Whether a name may stand in any submit text. */
export function isPlainFile(name: string): boolean {
  return FILE.test(name);
}

/** @returns everything about an order that no batch system may be given */
export function checkOrder(order: SubmitOrder): readonly JobFinding[] {
  return [...values(order), ...fileNames(order), ...numbers(order)];
}

/** @throws BatchError `refused` with the first finding */
export function assertOrder(order: SubmitOrder): void {
  const [first] = checkOrder(order);
  if (first !== undefined) {
    throw new BatchError('refused', first.message);
  }
}

/** Whether the files that go along are there; systems find out too late. */
export async function checkOrderFiles(
  order: SubmitOrder
): Promise<readonly JobFinding[]> {
  const findings: JobFinding[] = [];
  for (const file of order.files) {
    const found = await lstat(join(order.folder, file)).catch(() => null);
    // A link would be followed to wherever it points.
    if (found?.isFile() !== true) {
      findings.push(
        finding(
          'file-missing',
          `The file ${shown(file)} is to go along with the job, and is not in its folder. Submit the job again.`
        )
      );
    }
  }
  return findings;
}

/** What it is, the value, its pattern, that in words, the field of the form. */
type ValueCheck = [string, string | null, RegExp, string, string | null];

function* values(order: SubmitOrder): Generator<JobFinding> {
  const { resources } = order;
  const plain = 'letters, digits, dot, dash and underscore';
  const checks: ValueCheck[] = [
    ['The tag of the job', order.tag, TAG, 'letters, digits and dashes', null],
    ['The label of the job', order.label, LABEL, `${plain}, blanks`, 'name'],
    [
      'The queue',
      resources.queue,
      QUEUE,
      `${plain}, and @ + : /`,
      'resources.queue'
    ],
    [
      'The account',
      resources.account,
      QUEUE,
      `${plain}, and @ + : /`,
      'resources.account'
    ],
    [
      'The container image',
      order.container,
      CONTAINER,
      `${plain}, and : / @ +`,
      'environment'
    ],
    ...order.after.map((id): ValueCheck => {
      return ['The job to wait for', id, SYSTEM_ID, plain, 'after'];
    })
  ];
  for (const [what, value, pattern, allowed, field] of checks) {
    if (value !== null && !pattern.test(value)) {
      yield finding(
        'value-not-plain',
        `${what} is ${shown(value)}. It may hold only ${allowed}, because batch systems read other characters as commands.`,
        field
      );
    }
  }
  if (!order.folder.startsWith('/') || CONTROL.test(order.folder)) {
    yield finding(
      'folder-not-plain',
      `The folder of the job, ${shown(order.folder)}, cannot be named to a batch system.`
    );
  }
  if (order.command.length === 0) {
    yield finding('command-missing', 'The job has no command.');
  }
  for (const word of order.command) {
    if (
      CONTROL.test(word) ||
      !word.isWellFormed() ||
      word.length > MAXIMUM_WORD
    ) {
      yield finding(
        'command-not-plain',
        `The command of the job holds ${shown(word)}. A word of it may not have line ends or other control characters, nor more than ${MAXIMUM_WORD} characters.`
      );
    }
  }
  for (const { url } of order.transfers) {
    if (!ADDRESS.test(url) || url.length > MAXIMUM_WORD) {
      yield finding(
        'address-not-plain',
        `The address ${shown(url)} of a file that the batch system is to transfer must be percent-encoded, without a query or a password.`,
        'inputs'
      );
    }
  }
}

function* fileNames(order: SubmitOrder): Generator<JobFinding> {
  const taken = new Set<string>();
  const check = (name: string): JobFinding | null => {
    if (!FILE.test(name)) {
      return finding(
        'file-name-not-plain',
        `The file name ${shown(name)} cannot go to a batch system as it is: only letters, digits, dot, dash and underscore, at most 100, not beginning with a dot or a dash. Such files travel in an archive.`,
        'inputs'
      );
    }
    if (taken.has(name)) {
      return finding(
        'file-name-twice',
        `Two files of the job have the name ${name}.`
      );
    }
    taken.add(name);
    return null;
  };
  const tasks = isTaskCount(order.tasks)
    ? Array.from({ length: order.tasks }, (_, task) => task)
    : [];
  const names = [
    ...order.files,
    ...order.transfers.flatMap(transfer =>
      // What goes out is one of the outputs already.
      transfer.direction === 'in' ? [transfer.file] : []
    ),
    ...tasks.flatMap(task => [
      printedFile('stdout', task, order.tasks),
      printedFile('stderr', task, order.tasks),
      ...order.outputs(task)
    ])
  ];
  for (const name of names) {
    const found = check(name);
    if (found !== null) {
      yield found;
    }
  }
  for (const { direction, file } of order.transfers) {
    if (direction === 'out' && !taken.has(file)) {
      yield finding(
        'transfer-unknown',
        `The batch system is to bring ${shown(file)} somewhere, which is no file that the job leaves.`
      );
    }
  }
}

function* numbers(order: SubmitOrder): Generator<JobFinding> {
  const { resources } = order;
  if (!isTaskCount(order.tasks)) {
    yield finding(
      'tasks-out-of-range',
      `A job has from 1 to ${MAXIMUM_TASKS} tasks, not ${order.tasks}.`,
      'sweep'
    );
  }
  const checks: [string, number | null, number, string | null][] = [
    ['tasks at once', order.atOnce, 1, 'sweep.atOnce'],
    ['processors', resources.cpus, 1, 'resources.cpus'],
    ['memory', resources.memoryMebibytes, 1, 'resources.memoryMebibytes'],
    ['disk space', resources.diskMebibytes, 1, 'resources.diskMebibytes'],
    ['GPUs', resources.gpus, 0, 'resources.gpus'],
    ['seconds', resources.seconds, 1, 'resources.seconds'],
    ['seconds of grace', order.graceSeconds, 0, null]
  ];
  for (const [what, value, least, field] of checks) {
    if (value !== null && (!Number.isSafeInteger(value) || value < least)) {
      yield finding(
        'number-out-of-range',
        `The job asks for ${value} ${what}: a whole number of at least ${least} is needed.`,
        field
      );
    }
  }
}

function isTaskCount(tasks: number): boolean {
  return Number.isInteger(tasks) && tasks >= 1 && tasks <= MAXIMUM_TASKS;
}

function finding(
  code: string,
  message: string,
  field: string | null = null
): JobFinding {
  return { level: 'error', code, field, message };
}

/** A value as it can be shown: on one line, not endless. */
function shown(value: string): string {
  const text = JSON.stringify(value);
  return text.length <= 100 ? text : `${text.slice(0, 99)}…"`;
}
