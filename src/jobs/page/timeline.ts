import type { JobHistory, JobState } from 'sciencemesh-contract';

/**
 * A stretch of time in the life of a job.
 */
export interface IStretch {
  /** In milliseconds. */
  readonly from: number;
  readonly until: number;
  readonly state: JobState;
  readonly message: string | null;
}

/**
 * One run of a cell.
 */
export interface ICellBar {
  readonly cell: number;
  readonly failed: boolean;
  readonly from: number;
  readonly until: number;

  /** Null while it runs. */
  readonly seconds: number | null;
}

/**
 * The life of a job, to be drawn.
 */
export interface ITimeline {
  readonly from: number;
  readonly until: number;
  readonly stretches: readonly IStretch[];
  readonly cells: readonly ICellBar[];
}

/**
 * What is drawn of a history; null where nothing has happened.
 *
 * @param task - whose cells are drawn
 * @param now - milliseconds; the end of a life that goes on
 */
export function timeline(
  history: JobHistory,
  task: number,
  now: number
): ITimeline | null {
  // The job's own story; a plain job tells of its only task as well.
  const own = history.items.filter(item => item.task === null);
  const items = [...(own.length > 0 ? own : history.items)].sort((one, other) =>
    one.at.localeCompare(other.at)
  );
  const first = items[0];
  const last = items.at(-1);
  if (!first || !last) {
    return null;
  }
  const from = Date.parse(first.at);
  const isOver = OVER.includes(last.state);
  const until = Math.max(
    isOver ? Date.parse(last.at) : now,
    Date.parse(last.at),
    from + SHORTEST
  );
  const stretches = items
    .map((item, index) => ({
      from: Date.parse(item.at),
      until: Date.parse(items[index + 1]?.at ?? new Date(until).toISOString()),
      state: item.state,
      message: item.message
    }))
    .filter(({ state }) => !OVER.includes(state));
  const cells = history.cells
    .filter(cell => cell.task === task)
    .slice(-MOST_CELLS)
    .map(({ cell, failed, seconds, startedAt }) => {
      const start = Date.parse(startedAt);
      return {
        cell,
        failed,
        from: start,
        until: Math.min(
          until,
          seconds === null ? until : start + 1000 * seconds
        ),
        seconds
      };
    });
  return { from, until, stretches, cells };
}

/**
 * How long a job was in each state, in the order in which they first came.
 *
 * @returns pairs of state and milliseconds
 */
export function stays({
  stretches
}: ITimeline): readonly (readonly [JobState, number])[] {
  const together = new Map<JobState, number>();
  for (const { from, state, until } of stretches) {
    together.set(state, (together.get(state) ?? 0) + until - from);
  }
  return [...together];
}

const OVER: readonly JobState[] = ['done', 'failed', 'cancelled', 'lost'];

/** Milliseconds; a chart needs a width. */
const SHORTEST = 1_000;

/** More bars than pixels tell nothing. */
const MOST_CELLS = 500;
