/**
 * Publications beside other programs: `node bench/publish/main.ts [throughput
 * memory again limit] [--full]`, all of them where nothing is named. `--full`
 * takes files as large as the targets say. Needs InvenioRDM of
 * `peers/invenio/`.
 */
import { findInvenio } from '../../peers/invenio/index.ts';
import { measureAgain } from './again.ts';
import { measureLimit } from './limit.ts';
import { measureMemory } from './memory.ts';
import { measureThroughput } from './throughput.ts';

const ROWS: Record<string, (full: boolean) => Promise<void>> = {
  throughput: measureThroughput,
  memory: measureMemory,
  again: measureAgain,
  limit: measureLimit
};

/** @param chosen all rows where it is empty */
export async function measurePublishing(
  chosen: readonly string[] = [],
  full = false
): Promise<void> {
  const found = await findInvenio();
  if ('missing' in found) {
    process.stdout.write(`Publishing is not measured: ${found.missing}\n`);
    return;
  }
  for (const [name, measure] of Object.entries(ROWS)) {
    if (chosen.length === 0 || chosen.includes(name)) {
      await measure(full);
    }
  }
}

if (import.meta.main) {
  const words = process.argv.slice(2);
  await measurePublishing(
    words.filter(word => word !== '--full'),
    words.includes('--full')
  );
}
