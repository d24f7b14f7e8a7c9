/**
 * One change of a dataset after another: of two at once Dataverse fails one,
 * and nobody knows which.
 */
const last = new Map<string, Promise<void>>();

/** Does something when all that asked before for the same are done. */
export async function inTurn<T>(
  dataset: string,
  deed: () => Promise<T>
): Promise<T> {
  const before = last.get(dataset) ?? Promise.resolve();
  const mine = before.then(deed);
  const ended = mine.then(
    () => undefined,
    () => undefined
  );
  last.set(dataset, ended);
  try {
    return await mine;
  } finally {
    if (last.get(dataset) === ended) {
      last.delete(dataset);
    }
  }
}
