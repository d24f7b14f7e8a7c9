/**
 * Processes that are told apart from others which got their number later.
 */
import { readFileSync } from 'node:fs';

/** A process as `supervisor.py` writes itself down. */
export interface ProcessIdentity {
  pid: number;
  /** Clock ticks between the start of the machine and that of the process. */
  start: string;
  /** Which run of the machine. */
  boot: string;
}

/** Whether that very process still runs. */
export function isAlive({ pid, start, boot }: ProcessIdentity): boolean {
  return boot === bootId() && startOf(pid) === start;
}

/** Signals that very process; another one of its number is left alone. */
export function signalProcess(
  identity: ProcessIdentity,
  signal: NodeJS.Signals
): void {
  if (!isAlive(identity)) {
    return;
  }
  try {
    process.kill(identity.pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) {
      throw error;
    }
    // It has ended just now; that is found out as any other end.
  }
}

function bootId(): string {
  return read('/proc/sys/kernel/random/boot_id').trim();
}

/** Null for no process, and for one that has ended and waits to be reaped. */
function startOf(pid: number): string | null {
  const stat = read(`/proc/${pid}/stat`);
  // The name of the program stands in brackets and may hold any character.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? null : (fields[19] ?? null);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
