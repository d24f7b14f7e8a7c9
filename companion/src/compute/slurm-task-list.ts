/**
 * Numbers of tasks as Slurm's commands take them.
 *
 * @param tasks in any order
 * @returns e.g. `0-3,7`
 */
export function taskList(tasks: readonly number[]): string {
  const runs: { first: number; last: number }[] = [];
  for (const task of [...new Set(tasks)].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run?.last === task - 1) {
      run.last = task;
    } else {
      runs.push({ first: task, last: task });
    }
  }
  return runs
    .map(({ first, last }) =>
      first === last ? `${first}` : `${first}-${last}`
    )
    .join(',');
}
