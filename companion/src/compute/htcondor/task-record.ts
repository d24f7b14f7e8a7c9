/**
 * What the events of a log come to: how each task is doing.
 */
import type { TaskReport } from '../batch-system.ts';
import { exited, removed } from './endings.ts';
import type { LogEvent } from './event-log.ts';
import { holdMeaning, oneLine, UPLOADING } from './hold-reasons.ts';

/** A task of which nothing is known but that it is to run. */
export function waitingTask(task: number): TaskReport {
  return {
    task,
    state: 'waiting',
    end: null,
    exitCode: null,
    exitSignal: null,
    message: null,
    advice: null,
    startedAt: null,
    endedAt: null,
    host: null,
    wallSeconds: null,
    cpuSeconds: null,
    peakMemoryMebibytes: null,
    starts: null
  };
}

const PLAIN = { message: null, advice: null } as const;

/**
 * @param task what was known
 * @param at when it happened; ISO 8601, UTC
 * @returns what is known now
 */
export function afterEvent(
  task: TaskReport,
  event: LogEvent,
  at: string
): TaskReport {
  if (task.state === 'ended' && event.code !== 13) {
    return task;
  }
  switch (event.code) {
    case 1:
      return {
        ...task,
        ...PLAIN,
        state: 'running',
        startedAt: at,
        host: hostOf(event) ?? task.host,
        starts: (task.starts ?? 0) + 1
      };
    case 4:
      return {
        ...withUsage(task, event),
        state: 'waiting',
        message: 'The machine gave it up; it starts again.',
        advice: null
      };
    case 5:
      return {
        ...withUsage(task, event),
        ...terminated(event),
        ...ended(task, at)
      };
    case 6:
      return withMemory(task, event);
    case 7:
    case 24:
      return {
        ...task,
        state: 'waiting',
        message:
          `The connection with its machine was lost; it starts again. ${detail(event)}`.trim(),
        advice: null
      };
    case 9:
      return {
        ...task,
        ...removed(event.details[0] ?? null),
        ...ended(task, at)
      };
    case 10:
      return {
        ...task,
        state: 'suspended',
        message: 'It makes room for other work.'
      };
    case 11:
      return { ...task, ...PLAIN, state: 'running' };
    case 12:
      return held(task, event, at);
    case 13:
      return {
        ...task,
        ...PLAIN,
        state: 'waiting',
        end: null,
        endedAt: null
      };
    case 22:
      return {
        ...task,
        message:
          'The connection with its machine is lost; HTCondor tries to find it again.'
      };
    case 23:
      return { ...task, message: null };
    case 40:
      return transferring(task, event);
    default:
      return task;
  }
}

function held(task: TaskReport, event: LogEvent, at: string): TaskReport {
  const codes = /^Code (\d+) Subcode (\d+)/.exec(event.details.at(-1) ?? '');
  const code = codes === null ? null : Number(codes[1]);
  const subcode = codes === null ? null : Number(codes[2]);
  const reason = event.details[0] ?? null;
  const { message, advice, end } = holdMeaning(
    code,
    subcode,
    reason === codes?.[0] ? null : reason
  );
  if (code === UPLOADING) {
    return { ...task, state: 'waiting', message, advice: null };
  }
  return end === null
    ? { ...task, state: 'held', message, advice }
    : { ...task, ...ended(task, at), end, message, advice };
}

function terminated(event: LogEvent): ReturnType<typeof exited> {
  const status = /\(return value (-?\d+)\)/.exec(event.details[0] ?? '');
  const signal = /\(signal (\d+)\)/.exec(event.details[0] ?? '');
  return exited(
    status === null ? null : Number(status[1]),
    signal === null ? null : Number(signal[1])
  );
}

function ended(
  task: TaskReport,
  at: string
): Pick<TaskReport, 'state' | 'endedAt' | 'wallSeconds'> {
  return {
    state: 'ended',
    endedAt: at,
    wallSeconds:
      task.startedAt === null
        ? null
        : Math.max(0, (Date.parse(at) - Date.parse(task.startedAt)) / 1000)
  };
}

function transferring(task: TaskReport, event: LogEvent): TaskReport {
  if (/^Started transferring output/.test(event.text)) {
    return {
      ...task,
      state: 'ending',
      message: 'Its results are on their way back.'
    };
  }
  if (/^Started transferring input/.test(event.text)) {
    return { ...task, message: 'Its files are on their way to the machine.' };
  }
  return /queued/i.test(event.text)
    ? { ...task, message: 'Its files wait to be transferred.' }
    : task;
}

/** Newer releases name the slot, `slot1_2@machine`; all give an address. */
function hostOf(event: LogEvent): string | null {
  const slot = event.details
    .map(line => /^SlotName: (?:[^@\s]+@)?(\S+)$/.exec(line)?.[1])
    .find(found => found !== undefined);
  const address = /host: <([^:>?]+)/.exec(event.text)?.[1];
  return slot ?? address ?? null;
}

function withUsage(task: TaskReport, event: LogEvent): TaskReport {
  const cpu = event.details
    .map(line =>
      /^Usr (\d+) (\d+):(\d+):(\d+), Sys (\d+) (\d+):(\d+):(\d+) +- +Run Remote/.exec(
        line
      )
    )
    .find(match => match !== null);
  const [user, system] = cpu
    ? [cpu.slice(1, 5), cpu.slice(5, 9)].map(
        ([days, hours, minutes, seconds]) =>
          ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 +
          Number(seconds)
      )
    : [];
  const memory = event.details
    .map(line => /^Memory \(MB\)\s*:\s*(\d+)\s+\d+\s+\d+/.exec(line)?.[1])
    .find(found => found !== undefined);
  return {
    ...task,
    cpuSeconds:
      user === undefined || system === undefined
        ? task.cpuSeconds
        : user + system,
    peakMemoryMebibytes: atLeast(task.peakMemoryMebibytes, memory)
  };
}

function withMemory(task: TaskReport, event: LogEvent): TaskReport {
  const memory = event.details
    .map(line => /^(\d+)\s+-\s+MemoryUsage of job/.exec(line)?.[1])
    .find(found => found !== undefined);
  return {
    ...task,
    peakMemoryMebibytes: atLeast(task.peakMemoryMebibytes, memory)
  };
}

function atLeast(
  known: number | null,
  found: string | undefined
): number | null {
  return found === undefined ? known : Math.max(known ?? 0, Number(found));
}

function detail(event: LogEvent): string {
  return oneLine(event.details[0] ?? '');
}
