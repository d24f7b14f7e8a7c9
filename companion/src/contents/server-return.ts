/**
 * A server that takes its person in again, after they were signed out or it
 * was away: what waits for it goes out, and its marks are looked at anew.
 */
import type { ContentReach } from 'sciencemesh-contract';
import type { Drive, Mounted } from '../drive/drive.ts';

/** What may have passed by now. */
const IN_TROUBLE: ReadonlySet<ContentReach> = new Set([
  'refused',
  'unreachable',
  'failing'
]);

export interface ServerReturnOptions {
  drive: Pick<Drive, 'everything' | 'reach'>;
  /** Sends what waits for these shares. */
  hurry: (shareIds: ReadonlySet<string>) => void;
}

/** @param source the provider, by its id */
export async function lookAfterReturn(
  source: string,
  { drive, hurry }: ServerReturnOptions
): Promise<void> {
  const all = await drive.everything();
  const mounted = all.filter(({ share }) => share.source === source);
  hurry(new Set(mounted.map(({ share }) => share.id)));
  for (const { share, storage } of mounted) {
    if (IN_TROUBLE.has(drive.reach(share))) {
      await noticed(storage);
    }
  }
}

/** Those who hear of the reach of shares are told what comes of it. */
async function noticed(storage: Mounted['storage']): Promise<void> {
  await storage.stat('').catch(() => undefined);
}
