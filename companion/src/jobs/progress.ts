/**
 * How far a notebook is, from the lines that its worker prints.
 */
import {
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
  /** The cell that the worker has put in for the parameters. */
  injected: Injected | null;
  /** What cells have put out, by the place in the notebook. */
  outputs: ReadonlyMap<number, CellOutputs>;
}

export interface Injected {
  index: number;
  replaced: boolean;
  cell: unknown;
}

export interface CellOutputs {
  executionCount: number | null;
  outputs: readonly unknown[];
}

export const NOTHING_HEARD: Heard = {
  attempt: 0,
  cells: 0,
  seen: new Map(),
  current: null,
  heardAt: null,
  peakMemory: 0,
  injected: null,
  outputs: new Map()
};

/** Takes in further lines, whole ones only. */
export function hear(before: Heard, task: number, text: string): Heard {
  const heard = {
    ...before,
    seen: new Map(before.seen),
    outputs: new Map(before.outputs)
  };
  for (const line of text.split('\n')) {
    const read = lineIn(line);
    if (read === null) {
      continue;
    }
    if (read.attempt > heard.attempt) {
      // It was evicted and begins anew.
      heard.attempt = read.attempt;
      heard.seen.clear();
      heard.outputs.clear();
      heard.injected = null;
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
      if (state === 'started') {
        heard.outputs.set(cell, { executionCount: null, outputs: [] });
      }
    } else if (read.event === 'parameters') {
      const { cell, index, replaced } = read;
      heard.injected = { cell, index, replaced };
    } else if (read.event === 'outputs') {
      const { executionCount, index, outputs } = read;
      heard.outputs.set(index, { executionCount, outputs });
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
  if (!line.startsWith('{')) {
    return null;
  }
  try {
    const value: unknown = JSON.parse(line);
    return checkLine.Check(value) ? value : null;
  } catch {
    return null;
  }
}
