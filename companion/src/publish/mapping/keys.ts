import { RepositoryError, type FileToSend } from '../repository.ts';

/**
 * Refuses files by their names before any of them is announced.
 *
 * @param problemWith a name, for the person; null: it can be used
 * @throws RepositoryError
 */
export function assertKeys(
  files: readonly FileToSend[],
  problemWith: (key: string) => string | null
): void {
  for (const { key } of files) {
    const problem = problemWith(key);
    if (problem !== null) {
      throw new RepositoryError('refused', problem);
    }
  }
}
