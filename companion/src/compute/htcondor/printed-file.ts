/**
 * What a task printed, from the file that has come back.
 */
import { open } from 'node:fs/promises';
import { BatchError, type OutputPiece } from '../batch-system.ts';

export async function readPiece(
  path: string,
  from: number,
  maximum: number
): Promise<OutputPiece> {
  let file;
  try {
    file = await open(path, 'r');
  } catch (cause) {
    throw new BatchError(
      'not-found',
      'What the job printed has not come back yet.',
      { cause }
    );
  }
  try {
    const { size } = await file.stat();
    const start = Math.min(from, size);
    const bytes = Buffer.alloc(Math.min(maximum, size - start));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
    return { bytes: bytes.subarray(0, bytesRead), from: start, size };
  } finally {
    await file.close();
  }
}
