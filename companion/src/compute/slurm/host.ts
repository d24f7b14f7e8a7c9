/**
 * The machine where Slurm's commands are: this one, or one behind SSH.
 */
import type { KnownJob } from '../batch-system.ts';
import type { CommandResult } from '../commands.ts';
import type { JobFolder } from '../visible-folders.ts';

export interface HostCommand {
  signal: AbortSignal;
  seconds: number;
  input?: string;
  /** It changes something there; see `CommandOptions.changes`. */
  changes?: boolean;
}

export interface Host {
  /**
   * Runs a program there, by argv.
   *
   * @throws BatchError when it could not be run there at all
   */
  run(
    argv: readonly [string, ...string[]],
    options: HostCommand
  ): Promise<CommandResult>;

  /** Where a job's folder is, or will be, there: an absolute path. */
  pathOf(job: JobFolder, signal: AbortSignal): Promise<string>;

  /** Makes that folder and brings files of ours into it, whole or not at all. */
  send(
    job: JobFolder,
    files: readonly string[],
    signal: AbortSignal
  ): Promise<void>;

  /**
   * Brings files from there, under their last names, into the folder here;
   * those that are not there are left out. A file that is here under its name
   * is whole.
   *
   * @param files relative to the job's folder there
   */
  fetch(
    job: JobFolder,
    files: readonly string[],
    signal: AbortSignal
  ): Promise<void>;

  /**
   * A piece of a file there.
   *
   * @param file relative to the job's folder
   * @returns null when there is no such file (yet)
   */
  read(
    job: JobFolder,
    file: string,
    from: number,
    maximum: number,
    signal: AbortSignal
  ): Promise<{ bytes: Uint8Array; size: number } | null>;

  /** As of a batch system; absent where the folder there is not seen here. */
  watch?(job: KnownJob, listener: () => void): () => void;

  /** Removes the folder there, where it is not the one here. */
  remove(job: JobFolder, signal: AbortSignal): Promise<void>;

  close(): Promise<void>;
}
