/**
 * Follows jobs at their sites: one question for all jobs of a site, as rarely
 * as is polite, none while there is nothing to learn. What a page asks is
 * answered from what is known, so that more pages make no more questions.
 */
import { join } from 'node:path';
import {
  BatchError,
  type BatchSystem,
  type SystemReport
} from '../compute/batch-system.ts';
import type { StoredJob, StoredTask } from '../store/job-records.ts';
import { AT_SITE, type JobBook } from './book.ts';
import { knownJob } from './order.ts';
import { Pace } from './pace.ts';
import { lookSecondsOf } from './site-registry.ts';
import type { Sites } from './sites.ts';
import { eventsBetween, reported, summary, wordsOf } from './task-reports.ts';

const REPORT_MILLISECONDS = 120_000;
/** Changes that are told of come in bursts. */
const GATHER_MILLISECONDS = 200;

export interface TrackingOptions {
  book: JobBook;
  sites: Sites;
  jobsFolder: string;
  /** All tasks of a job have ended, or the site knows it no more. */
  onEnded: (id: string) => void;
  /** Counts a question to a site. */
  onQuestion: (siteId: string, question: string) => void;
  onTrouble: (error: unknown) => void;
}

/** What goes on with the jobs of one site. */
interface Track {
  pace: Pace;
  asking: Promise<void> | null;
  /** Asked again as soon as it has answered. */
  again: boolean;
  watches: Map<string, () => void>;
}

/** That a site does not know a job is believed when it says so again. */
const UNKNOWN_TIMES = 4;
/** … and after so many of its usual pauses: records may be late. */
const UNKNOWN_PAUSES = 8;

export class Tracking {
  readonly #options: TrackingOptions;
  readonly #tracks = new Map<string, Track>();
  readonly #unknownSince = new Map<string, number>();
  readonly #tasks = new Map<string, StoredTask[]>();
  readonly #closing = new AbortController();

  constructor(options: TrackingOptions) {
    this.#options = options;
  }

  /** A job of this site has just changed, or is new: it is asked soon. */
  lively(siteId: string): void {
    const track = this.#track(siteId);
    track.pace.changed();
    this.#watch(siteId, track);
    this.#schedule(siteId, track, GATHER_MILLISECONDS);
  }

  /** Takes up the jobs that are at sites. */
  recover(): void {
    const sites = new Set(
      this.#options.book.store
        .active()
        .filter(({ state }) => AT_SITE.has(state))
        .map(({ siteId }) => siteId)
    );
    sites.forEach(siteId => this.lively(siteId));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    for (const { pace, watches } of this.#tracks.values()) {
      pace.stop();
      watches.forEach(stop => stop());
    }
    await Promise.all(
      [...this.#tracks.values()].map(async ({ asking }) => asking)
    );
  }

  #track(siteId: string): Track {
    const known = this.#tracks.get(siteId);
    if (known !== undefined) {
      return known;
    }
    const track: Track = {
      pace: new Pace(this.#usualPause(siteId), () =>
        this.#begin(siteId, track)
      ),
      asking: null,
      again: false,
      watches: new Map()
    };
    this.#tracks.set(siteId, track);
    return track;
  }

  #begin(siteId: string, track: Track): void {
    track.asking = this.#ask(siteId, track).finally(() => {
      track.asking = null;
      const pause = track.again
        ? GATHER_MILLISECONDS
        : track.pace.pause(this.#hearsAll(siteId));
      track.again = false;
      this.#schedule(siteId, track, pause);
    });
  }

  #schedule(siteId: string, track: Track, milliseconds: number): void {
    if (track.asking !== null) {
      track.again = true;
    } else if (
      !this.#closing.signal.aborted &&
      this.#jobsAt(siteId).length > 0
    ) {
      track.pace.within(milliseconds);
    }
  }

  #usualPause(siteId: string): number {
    const entry = this.#options.sites.find(siteId);
    return (entry === null ? 60 : lookSecondsOf(entry.config)) * 1000;
  }

  #jobsAt(siteId: string): StoredJob[] {
    return this.#options.book.store
      .active()
      .filter(job => job.siteId === siteId && AT_SITE.has(job.state));
  }

  async #ask(siteId: string, track: Track): Promise<void> {
    const { sites, onQuestion, onTrouble } = this.#options;
    const entry = sites.find(siteId);
    const jobs = this.#jobsAt(siteId);
    if (entry === null || jobs.length === 0) {
      return;
    }
    const { system } = entry;
    const signal = AbortSignal.any([
      this.#closing.signal,
      AbortSignal.timeout(REPORT_MILLISECONDS)
    ]);
    onQuestion(siteId, 'report');
    try {
      const report = await system.report(
        jobs.map(job => this.#known(job)),
        signal
      );
      track.pace.answered();
      sites.note(siteId, null);
      this.#takeIn(siteId, track, jobs, report);
    } catch (error) {
      if (this.#closing.signal.aborted) {
        return;
      }
      // Nothing is known of the jobs by that: they stay as they were.
      track.pace.failed();
      if (error instanceof BatchError) {
        sites.note(siteId, error);
      } else {
        onTrouble(error);
      }
    }
  }

  #takeIn(
    siteId: string,
    track: Track,
    asked: readonly StoredJob[],
    { asOf, jobs }: SystemReport
  ): void {
    for (const { id } of asked) {
      // It may have changed while the site was thinking.
      const job = this.#options.book.store.get(id);
      if (job === null || !AT_SITE.has(job.state)) {
        this.#drop(siteId, id);
        continue;
      }
      const reports = jobs.get(job.tag);
      const changed =
        reports === undefined
          ? this.#unknown(job)
          : this.#learn(job, reports, asOf);
      if (changed) {
        track.pace.changed();
      }
    }
  }

  /** @returns whether something has changed */
  #learn(
    job: StoredJob,
    reports: SystemReport['jobs'] extends ReadonlyMap<string, infer T>
      ? T
      : never,
    asOf: string
  ): boolean {
    const { book } = this.#options;
    const { id } = job;
    this.#unknownSince.delete(id);
    const before = this.#tasks.get(id) ?? book.store.tasks(id);
    const byTask = new Map(reports.map(report => [report.task, report]));
    const after = before.map(task => {
      const report = byTask.get(task.index);
      return report === undefined
        ? task
        : this.#withProgress(id, task, reported(task, report));
    });
    const changed = after.filter((task, place) => task !== before[place]);
    this.#tasks.set(id, after);
    if (changed.length === 0) {
      this.#stillKnown(job, asOf);
      return false;
    }
    const { state, ...rest } = summary(after);
    const words = wordsOf(after);
    // After an eviction it begins anew.
    const isAnew = after.length === 1 && state === 'waiting';
    book.update(
      id,
      {
        ...rest,
        ...words,
        ...(isAnew ? { progress: null } : {}),
        state,
        knownAt: asOf,
        unknownCount: 0
      },
      changed,
      after.length === 1 ? [] : eventsBetween(before, after)
    );
    if (state === 'collecting') {
      this.#drop(job.siteId, id);
      this.#options.onEnded(id);
    }
    return true;
  }

  /** How far a task is was written down by whoever listens to it. */
  #withProgress(id: string, before: StoredTask, after: StoredTask): StoredTask {
    if (after === before || after.state !== 'running') {
      return after;
    }
    const progress = this.#options.book.store.task(id, after.index)?.progress;
    return { ...after, progress: progress ?? null };
  }

  /** That nothing has changed is kept now and then only. */
  #stillKnown(job: StoredJob, asOf: string): void {
    const old = Date.parse(asOf) - Date.parse(job.knownAt ?? asOf) > 30_000;
    if (old || job.unknownCount > 0) {
      this.#options.book.update(job.id, { knownAt: asOf, unknownCount: 0 });
    }
  }

  /** The site knows neither the job nor its end: believed after a while. */
  #unknown(job: StoredJob): boolean {
    const { book, onEnded } = this.#options;
    const since = this.#unknownSince.get(job.id) ?? Date.now();
    this.#unknownSince.set(job.id, since);
    const unknownCount = job.unknownCount + 1;
    const grace = this.#usualPause(job.siteId) * UNKNOWN_PAUSES;
    if (unknownCount < UNKNOWN_TIMES || Date.now() - since < grace) {
      book.update(job.id, { unknownCount });
      return false;
    }
    this.#drop(job.siteId, job.id);
    book.update(job.id, {
      state: 'collecting',
      unknownCount,
      message: `${job.siteName} does not know the job any more. What it has left is being looked for.`
    });
    onEnded(job.id);
    return true;
  }

  #drop(siteId: string, id: string): void {
    const track = this.#tracks.get(siteId);
    track?.watches.get(id)?.();
    track?.watches.delete(id);
    this.#tasks.delete(id);
    this.#unknownSince.delete(id);
  }

  #watch(siteId: string, track: Track): void {
    const system: BatchSystem | undefined =
      this.#options.sites.find(siteId)?.system;
    if (system?.watch === undefined) {
      return;
    }
    for (const job of this.#jobsAt(siteId)) {
      if (!track.watches.has(job.id)) {
        const hear = () => {
          track.pace.heard();
          this.#schedule(siteId, track, GATHER_MILLISECONDS);
        };
        track.watches.set(job.id, system.watch(this.#known(job), hear));
      }
    }
  }

  #hearsAll(siteId: string): boolean {
    return this.#options.sites.find(siteId)?.system.hearsAll ?? false;
  }

  #known(job: StoredJob) {
    return knownJob(job, join(this.#options.jobsFolder, job.id));
  }
}
