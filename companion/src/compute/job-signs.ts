/**
 * Signs that a job has begun or ended, in a folder that is seen from here: its
 * batch system can be asked then, rather than every few seconds.
 *
 * They are looked for, as file systems that several machines share tell nobody
 * of what another machine has written.
 */
import { stat } from 'node:fs/promises';

const BETWEEN_MILLISECONDS = 1000;
/** A batch system says only somewhat later that a job is over. */
const AGAIN_MILLISECONDS = [1000, 3000];

export interface JobSigns {
  /** A file that is there from the beginning on. */
  begun: string;
  /** One in which there is something at the very end. */
  ended: string;
}

/** @returns a function that ends the looking */
export function watchSigns(
  { begun, ended }: JobSigns,
  listener: () => void
): () => void {
  const timers = new Set<NodeJS.Timeout>();
  let hasBegun = false;
  let isStopped = false;
  const later = (milliseconds: number, action: () => void) => {
    if (!isStopped) {
      timers.add(setTimeout(action, milliseconds).unref());
    }
  };
  const look = async () => {
    timers.clear();
    const isOver = ((await stat(ended).catch(() => null))?.size ?? 0) > 0;
    const isThere = hasBegun || (await stat(begun).catch(() => null)) !== null;
    if (isStopped) {
      return;
    }
    if (isOver || (isThere && !hasBegun)) {
      listener();
    }
    hasBegun = isThere;
    if (isOver) {
      AGAIN_MILLISECONDS.forEach(pause => later(pause, listener));
    } else {
      later(BETWEEN_MILLISECONDS, () => void look());
    }
  };
  void look();
  return () => {
    isStopped = true;
    timers.forEach(timer => clearTimeout(timer));
  };
}
