/**
 * What the local batch system keeps of its jobs: a folder each, with small
 * files that are written whole or not at all.
 *
 *     last.json                   the highest number that a job was given
 *     <tag>/order.json            what was submitted; there once it is taken
 *     <tag>/script.sh             what runs
 *     <tag>/control.json          tasks that are held, or were cancelled
 *     <tag>/tasks/<n>/task.json   what the supervisor is told
 *     <tag>/tasks/<n>/started.json, exit.json   what it tells
 */
import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync } from 'node:fs';
import { renameSync, writeFileSync } from 'node:fs';
import type { JobResources } from 'sciencemesh-contract';
import type { TaskEnd } from '../batch-system.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** `order.json`. */
export interface OrderRecord {
  /** What the person sees; jobs start in this order. */
  number: number;
  tag: string;
  label: string;
  folder: string;
  files: readonly string[];
  /** Of each task. */
  outputs: readonly (readonly string[])[];
  tasks: number;
  atOnce: number | null;
  resources: JobResources;
  graceSeconds: number;
  /** Numbers of jobs that must have succeeded first. */
  after: readonly string[];
}

/** `last.json`. */
export interface LastRecord {
  number: number;
}

/** `control.json`: numbers of tasks. */
export interface ControlRecord {
  held: readonly number[];
  cancelled: readonly number[];
  /** What must come first has failed: nothing of the job is started. */
  dependencyFailed: boolean;
}

/** `task.json`. */
export interface TaskRecord {
  task: number;
  command: readonly string[];
  work: string;
  environment: Readonly<Record<string, string>>;
  stdout: string;
  stderr: string;
  /** Bytes. */
  memory: number;
  seconds: number;
  grace: number;
  /** Path of `control.json`. */
  control: string;
}

/** `started.json`. */
export interface StartRecord extends ProcessIdentity {
  /** Seconds since 1970. */
  at: number;
}

/** `exit.json`. */
export interface ExitRecord {
  end: TaskEnd;
  exitCode: number | null;
  exitSignal: number | null;
  problem: string | null;
  /** Seconds since 1970. */
  at: number;
  wallSeconds: number;
  cpuSeconds: number;
  /** Bytes. */
  peakMemory: number;
}

/** Writes a file of ours so that it survives a power cut, whole. */
export function writeRecord(path: string, value: unknown): void {
  const unfinished = `${path}.${randomUUID()}`;
  writeFileSync(unfinished, JSON.stringify(value), { mode: 0o600 });
  const handle = openSync(unfinished, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(unfinished, path);
}

/** A file of ours, whose type is trusted; null where it is not (yet) there. */
export function readRecord<T>(path: string): T | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return null;
  }
  return JSON.parse(text) as T;
}

/** The end of a task that nobody else has written down. */
export function plainExit(): ExitRecord {
  return {
    end: 'exited',
    exitCode: null,
    exitSignal: null,
    problem: null,
    at: Date.now() / 1000,
    wallSeconds: 0,
    cpuSeconds: 0,
    peakMemory: 0
  };
}

/** Its supervisor is gone and has left no word. */
export function vanishedExit(): ExitRecord {
  return { ...plainExit(), end: 'node-failed' };
}
