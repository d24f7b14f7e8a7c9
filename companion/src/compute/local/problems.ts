import { BatchError } from '../batch-system.ts';

/** What went wrong with files of ours, for the person. */
export function diskProblem(cause: unknown): BatchError {
  const code =
    cause instanceof Error && 'code' in cause ? String(cause.code) : null;
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new BatchError(
        'no-space',
        'The disk of this machine is full. Make room, then try again.',
        { cause }
      )
    : new BatchError(
        'broken',
        `The files of the job cannot be handled here (${code ?? 'unknown reason'}).`,
        { cause }
      );
}
