/**
 * What a running task has printed, and what it will leave, by condor_tail: it gives the last bytes and
 * says only in its debugging output which these are.
 */
import type { HtcondorSiteConfig } from 'sciencemesh-contract';
import {
  BatchError,
  type KnownJob,
  type OutputPiece
} from '../batch-system.ts';
import { failureOf, type Programs } from './programs.ts';

/** It waits for ever for a job that does not run (measured with 23.9.6). */
const SECONDS = 10;
/** More than this is not carried for the sake of a few bytes in its middle. */
const FARTHEST = 4 * 1024 * 1024;
/** Who has read the beginning is asked for little: there may be nothing new. */
const NEAR = 32 * 1024;

/** What of a task is read: what it prints, or a file that it is to leave. */
export type TailOf = 'stdout' | 'stderr' | { file: string };

export async function tailTask(
  programs: Programs,
  config: HtcondorSiteConfig,
  job: KnownJob,
  task: number,
  what: TailOf,
  from: number,
  maximum: number,
  signal: AbortSignal
): Promise<OutputPiece> {
  const peek = async (bytes: number): Promise<OutputPiece> => {
    const result = await programs.pool(
      'condor_tail',
      [
        ...(config.schedd === undefined ? [] : ['-name', config.schedd]),
        ...['-debug', '-maxbytes', String(bytes)],
        ...(what === 'stderr' ? ['-stderr'] : []),
        ...(typeof what === 'object' ? ['-no-stdout'] : []),
        `${job.systemId}.${task}`,
        ...(typeof what === 'object' ? [what.file] : [])
      ],
      {
        signal,
        seconds: SECONDS,
        environment: { _CONDOR_TOOL_DEBUG: 'D_FULLDEBUG' }
      }
    );
    if (result.code !== 0) {
      throw failureOf('condor_tail', result, config);
    }
    const offset = offsetOf(result.stderr);
    // All that was asked for and no position: it may be from anywhere.
    if (offset === null && result.bytes.length >= bytes) {
      throw new BatchError(
        'unsupported',
        'This release of HTCondor does not tell where in the output a piece of it belongs. It can be read when the job has ended.'
      );
    }
    const start = offset ?? 0;
    return {
      bytes: result.bytes,
      from: start,
      size: start + result.bytes.length
    };
  };

  let piece: OutputPiece;
  try {
    piece = await peek(from === 0 ? maximum : Math.min(maximum, NEAR));
    const missing = (piece.size ?? 0) - from;
    if (piece.from > from && missing <= Math.max(FARTHEST, maximum)) {
      // Some more may have been printed meanwhile.
      piece = await peek(missing + maximum);
    }
  } catch (error) {
    if (error instanceof BatchError && error.code === 'timeout') {
      return { bytes: new Uint8Array(), from, size: null };
    }
    throw error;
  }
  return cut(piece, from, maximum);
}

/** @returns what of a piece lies behind a position */
export function cut(
  piece: OutputPiece,
  from: number,
  maximum: number
): OutputPiece {
  if (piece.from > from) {
    // What lies between is too far away: the last of it.
    const start = Math.max(0, piece.bytes.length - maximum);
    return {
      bytes: piece.bytes.subarray(start),
      from: piece.from + start,
      size: piece.size
    };
  }
  const start = Math.min(from - piece.from, piece.bytes.length);
  return {
    bytes: piece.bytes.subarray(start, start + maximum),
    from,
    size: piece.size
  };
}

/** The answer of the machine is printed as an ad: `TransferOffsets = { 197 }`. */
export function offsetOf(debugging: string): number | null {
  const found = /^TransferOffsets = \{ (\d+) \}/m.exec(debugging)?.[1];
  return found === undefined ? null : Number(found);
}
