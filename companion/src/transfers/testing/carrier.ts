/**
 * A process that carries out one transfer, to be killed at any moment: takes
 * up what an earlier one left, or starts the plan if there is nothing.
 *
 * Arguments: the data folder, and a file with the plan as JSON. Writes
 * `going` when it has begun and the final state when it is through.
 */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOutboundClient } from '../../http/guarded-client.ts';
import { createTransferEngine } from '../engine.ts';
import type { TransferPlan } from '../transfer.ts';

const [dataFolder = '', planFile = ''] = process.argv.slice(2);
const plan = JSON.parse(readFileSync(planFile, 'utf8')) as TransferPlan;

const client = createOutboundClient({});
const engine = createTransferEngine({
  dataFolder,
  client,
  openEntry: () => Promise.reject(new Error('no archive here')),
  policy: { firstMilliseconds: 1, longestMilliseconds: 5 }
});
engine.registerFinisher('sign', async ({ files }) => {
  const states = files.map(({ path, state }) => `${path} ${state}\n`);
  await writeFile(join(plan.folder, 'signed'), states.join(''));
  return { notebook: 'signed', preflight: null, message: null };
});

await engine.recover();
if (!engine.get(plan.id)) {
  await engine.start(plan);
}
process.stdout.write('going\n');
const { state } = await engine.settled(plan.id);
await engine.close();
await client.close();
process.stdout.write(`${state}\n`);
