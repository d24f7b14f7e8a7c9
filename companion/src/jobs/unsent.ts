/**
 * Ends jobs that never were at their sites.
 */
import type { JobBook } from './book.ts';
import type { Words } from './endings.ts';

export function endUnsent(
  book: JobBook,
  id: string,
  state: 'cancelled' | 'failed',
  words: Words
): void {
  const job = book.store.get(id);
  if (job === null) {
    return;
  }
  const { total } = job.tasks;
  book.update(
    id,
    {
      state,
      ...words,
      endedAt: new Date().toISOString(),
      tasks: { ...job.tasks, waiting: 0, [state]: total }
    },
    book.store.tasks(id).map(task => ({ ...task, state, ...words }))
  );
}
