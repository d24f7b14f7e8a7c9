/**
 * Jobs beside the commands of the batch systems and beside other panels:
 * `node bench/batch/main.ts [list submit poll notebook …]`, all of them where
 * nothing is named. Needs the batch systems of `peers/batch/`.
 */
import { release } from 'node:os';
import { findBatch } from '../../peers/batch/index.ts';
import { measureListing } from './listing.ts';
import { measureNotebook } from './notebook.ts';
import { measurePolling } from './polling.ts';
import { Scene } from './scene.ts';
import { measureSubmitting } from './submitting.ts';

const ROWS: Record<string, (scene: Scene) => Promise<void>> = {
  submit: measureSubmitting,
  notebook: measureNotebook,
  poll: measurePolling,
  // Last, as it leaves the queues full.
  list: measureListing
};

/** @param chosen all rows where it is empty */
export async function measureBatch(
  chosen: readonly string[] = []
): Promise<void> {
  const found = await findBatch();
  if ('missing' in found) {
    process.stdout.write(`Jobs are not measured: ${found.missing}\n`);
    return;
  }
  const scene = await Scene.prepare();
  try {
    const condor = await scene.command('condor_version', []);
    const slurm = await scene.command('squeue', ['--version']);
    process.stdout.write(
      `${/CondorVersion: (\S+)/.exec(condor)?.[1] ?? condor.trim()} (HTCondor), ${slurm.trim()}, Linux ${release()}\n`
    );
    for (const [name, measure] of Object.entries(ROWS)) {
      if (chosen.length === 0 || chosen.includes(name)) {
        await measure(scene);
      }
    }
  } finally {
    await scene.clear();
  }
}

if (import.meta.main) {
  await measureBatch(process.argv.slice(2));
}
