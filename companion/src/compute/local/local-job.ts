/**
 * One job of this machine: its tasks, and where each of them stands.
 */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { TaskReport, TaskState } from '../batch-system.ts';
import {
  isAlive,
  signalProcess,
  type ProcessIdentity
} from './process-identity.ts';
import {
  plainExit,
  readRecord,
  vanishedExit,
  writeRecord,
  type ControlRecord,
  type ExitRecord,
  type OrderRecord,
  type StartRecord
} from './records.ts';
import { adviceOf, messageOf, waitingWords } from './words.ts';

type LocalState = Exclude<TaskState, 'ending'>;

interface LocalTask {
  state: LocalState;
  started: StartRecord | null;
  exit: ExitRecord | null;
}

/** A supervisor that was started writes itself down within this time. */
const LAUNCH_MILLISECONDS = 20_000;

export class LocalJob {
  readonly order: OrderRecord;
  readonly #folder: string;
  readonly #tasks: LocalTask[];
  readonly #held: Set<number>;
  readonly #cancelled: Set<number>;
  /** Tasks whose supervisor has not written itself down yet; since when. */
  readonly #launched = new Map<number, number>();
  readonly #active = new Set<number>();
  /** All before it were started or have ended. */
  #next = 0;

  /** @param folder of the records of this job */
  constructor(folder: string, order: OrderRecord) {
    this.#folder = folder;
    this.order = order;
    const control = readRecord<ControlRecord>(this.controlFile);
    this.#held = new Set(control?.held);
    this.#cancelled = new Set(control?.cancelled);
    this.#tasks = Array.from({ length: order.tasks }, (_, task) => ({
      state: this.#held.has(task) ? 'held' : 'waiting',
      started: null,
      exit: null
    }));
    for (const task of this.#begun()) {
      this.look(task);
    }
    for (const task of this.#cancelled) {
      this.#endUnstarted(task);
    }
    if (control?.dependencyFailed === true) {
      this.dependencyFailed();
    }
  }

  get controlFile(): string {
    return join(this.#folder, 'control.json');
  }

  get scriptFile(): string {
    return join(this.#folder, 'script.sh');
  }

  /** Tasks that take room on the machine. */
  get active(): ReadonlySet<number> {
    return this.#active;
  }

  get ended(): boolean {
    return this.#tasks.every(({ state }) => state === 'ended');
  }

  get succeeded(): boolean {
    return this.#tasks.every(
      ({ exit }) => exit?.end === 'exited' && exit.exitCode === 0
    );
  }

  taskFolder(task: number): string {
    return join(this.#folder, 'tasks', String(task));
  }

  /** The next task to start; null when there is none, or enough run. */
  next(): number | null {
    const { atOnce } = this.order;
    if (atOnce !== null && this.#active.size >= atOnce) {
      return null;
    }
    while (this.#tasks[this.#next]?.state === 'ended') {
      this.#next += 1;
    }
    for (let task = this.#next; task < this.#tasks.length; task += 1) {
      if (this.#tasks[task]?.state === 'waiting' && !this.#active.has(task)) {
        return task;
      }
    }
    return null;
  }

  /** A supervisor is being started for a task. */
  launch(task: number): void {
    mkdirSync(this.taskFolder(task), { recursive: true, mode: 0o700 });
    this.#launched.set(task, Date.now());
    this.#active.add(task);
  }

  /**
   * Looks at what the supervisor of a task has written.
   *
   * @returns whether something has changed
   */
  look(task: number): boolean {
    const known = this.#tasks[task];
    if (known === undefined || known.state === 'ended') {
      return false;
    }
    const before = known.state;
    // In this order: what ends between the two has written both.
    known.started ??= readRecord(join(this.taskFolder(task), 'started.json'));
    const vanished = known.started !== null && !isAlive(known.started);
    known.exit = readRecord(join(this.taskFolder(task), 'exit.json'));
    if (known.exit !== null) {
      this.#end(task, known.exit);
    } else if (vanished) {
      this.#end(task, vanishedExit());
    } else if (known.started !== null) {
      this.#launched.delete(task);
      this.#active.add(task);
      known.state = this.#held.has(task) ? 'suspended' : 'running';
    } else if (this.#launchFailed(task)) {
      this.#launched.delete(task);
      this.#active.delete(task);
    }
    return known.state !== before;
  }

  /** A task could not be started at all. */
  fail(task: number, problem: string): void {
    const exit = { ...plainExit(), problem };
    writeRecord(join(this.taskFolder(task), 'exit.json'), exit);
    this.#end(task, exit);
  }

  hold(tasks: readonly number[] | null): void {
    this.#each(tasks, (task, known) => {
      this.#held.add(task);
      known.state = known.state === 'running' ? 'suspended' : 'held';
    });
    this.#keepControl();
    this.#signal(tasks, 'SIGUSR1');
  }

  release(tasks: readonly number[] | null): void {
    this.#each(tasks, (task, known) => {
      this.#held.delete(task);
      known.state = known.started === null ? 'waiting' : 'running';
    });
    this.#keepControl();
    this.#signal(tasks, 'SIGUSR2');
  }

  cancel(tasks: readonly number[] | null): void {
    this.#each(tasks, task => this.#cancelled.add(task));
    // Whoever is about to start reads this after it has written itself down.
    this.#keepControl();
    this.#each(tasks, task => {
      this.look(task);
      this.#endUnstarted(task);
    });
    this.#signal(tasks, 'SIGTERM');
  }

  /** None of its tasks can start any more. */
  dependencyFailed(): void {
    this.#keepControl(true);
    this.#each(null, task =>
      this.#end(task, { ...plainExit(), end: 'dependency-failed' })
    );
  }

  /** @param why what those that wait are waiting for */
  reports(why: string): TaskReport[] {
    return this.#tasks.map(({ state, started, exit }, task) => ({
      task,
      state,
      end: exit?.end ?? null,
      exitCode: exit?.exitCode ?? null,
      exitSignal: exit?.exitSignal ?? null,
      message:
        exit === null ? waitingWords(state, why) : messageOf(exit, this.order),
      advice: exit === null ? null : adviceOf(exit),
      startedAt: started === null ? null : isoTime(started.at),
      endedAt: exit === null ? null : isoTime(exit.at),
      host: started === null ? null : hostname(),
      wallSeconds: exit?.wallSeconds ?? null,
      cpuSeconds: exit?.cpuSeconds ?? null,
      peakMemoryMebibytes: exit === null ? null : exit.peakMemory / 1024 / 1024,
      starts: started === null ? null : 1
    }));
  }

  #begun(): number[] {
    const folder = join(this.#folder, 'tasks');
    return existsSync(folder) ? readdirSync(folder).map(Number) : [];
  }

  #each(
    tasks: readonly number[] | null,
    action: (task: number, known: LocalTask) => void
  ): void {
    for (const task of tasks ?? this.#tasks.keys()) {
      const known = this.#tasks[task];
      if (known !== undefined && known.state !== 'ended') {
        action(task, known);
      }
    }
  }

  #signal(tasks: readonly number[] | null, signal: NodeJS.Signals): void {
    this.#each(tasks, (_, { started }) => {
      if (started !== null) {
        signalProcess(started satisfies ProcessIdentity, signal);
      }
    });
  }

  #keepControl(dependencyFailed = false): void {
    writeRecord(this.controlFile, {
      held: [...this.#held],
      cancelled: [...this.#cancelled],
      dependencyFailed
    } satisfies ControlRecord);
  }

  #launchFailed(task: number): boolean {
    const since = this.#launched.get(task);
    return since !== undefined && Date.now() - since > LAUNCH_MILLISECONDS;
  }

  /** A task that nobody has begun to start ends without a trace. */
  #endUnstarted(task: number): void {
    const known = this.#tasks[task];
    if (
      known?.started === null &&
      known.state !== 'ended' &&
      !this.#launched.has(task)
    ) {
      this.#end(task, { ...plainExit(), end: 'cancelled' });
    }
  }

  #end(task: number, exit: ExitRecord): void {
    const known = this.#tasks[task];
    if (known !== undefined) {
      known.exit = exit;
      known.state = 'ended';
      this.#launched.delete(task);
      this.#active.delete(task);
    }
  }
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
