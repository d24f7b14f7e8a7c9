/**
 * How far a notebook is, from the lines that its worker prints.
 */
import {
  PROGRESS_PREFIX,
  ProgressLine,
  type JobManifest,
  type JobProgress
} from 'sciencemesh-contract';
import { Compile } from 'typebox/compile';
import type { StoredCell } from '../store/job-records.ts';

const checkLine = Compile(ProgressLine);

/** What the lines so far come to. */
export interface Heard {
  attempt: number;
  cells: number;
  /** By the place in the notebook. */
  seen: ReadonlyMap<number, StoredCell>;
  current: { cell: number; startedAt: string } | null;
  heardAt: string | null;
  peakMemory: number;
}

export const NOTHING_HEARD: Heard = {
  attempt: 0,
  cells: 0,
  seen: new Map(),
  current: null,
  heardAt: null,
  peakMemory: 0
};

/** Takes in further lines, whole ones only, with or without their prefix. */
export function hear(before: Heard, task: number, text: string): Heard {
  const heard = { ...before, seen: new Map(before.seen) };
  for (const line of text.split('\n')) {
    const read = lineIn(line);
    if (read === null) {
      continue;
    }
    if (read.attempt > heard.attempt) {
      // It was evicted and begins anew.
      heard.attempt = read.attempt;
      heard.seen.clear();
      heard.current = null;
    }
    heard.heardAt = read.time;
    heard.peakMemory = Math.max(heard.peakMemory, read.memory.peak);
    if (read.event === 'job' && read.cells !== null) {
      heard.cells = read.cells;
    } else if (read.event === 'cell') {
      const { index: cell, seconds, state, time } = read;
      heard.cells = read.of;
      const started = heard.seen.get(cell)?.startedAt ?? time;
      heard.current = state === 'started' ? { cell, startedAt: time } : null;
      heard.seen.set(cell, {
        task,
        cell,
        startedAt: state === 'started' ? time : started,
        seconds: state === 'started' ? null : seconds,
        failed: state === 'failed'
      });
    }
  }
  return heard;
}

export function progressOf(heard: Heard): JobProgress | null {
  const { cells, current, heardAt, seen } = heard;
  return heardAt === null
    ? null
    : {
        cells,
        done: [...seen.values()].filter(({ seconds }) => seconds !== null)
          .length,
        current,
        heardAt
      };
}

/** How far it was in the end. */
export function finalProgress({
  cellCount,
  cells,
  endedAt
}: JobManifest): JobProgress | null {
  return cellCount === null
    ? null
    : {
        cells: cellCount,
        done: cells.filter(({ state }) => state === 'done').length,
        current: null,
        heardAt: endedAt
      };
}

export function cellsOf(task: number, { cells }: JobManifest): StoredCell[] {
  return cells.map(({ index, seconds, startedAt, state }) => ({
    task,
    cell: index,
    startedAt,
    seconds,
    failed: state !== 'done'
  }));
}

function lineIn(line: string): ProgressLine | null {
  const text = line.startsWith(PROGRESS_PREFIX)
    ? line.slice(PROGRESS_PREFIX.length)
    : line;
  if (!text.startsWith('{')) {
    return null;
  }
  try {
    const value: unknown = JSON.parse(text);
    return checkLine.Check(value) ? value : null;
  } catch {
    return null;
  }
}
