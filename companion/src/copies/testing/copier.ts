/**
 * A process that carries out one copy, to be killed at any moment: takes up
 * what an earlier one left, or begins if there is nothing.
 *
 * Arguments: the folder of the scene, and the request as JSON. Writes `going`
 * when it has begun and the final state when it is through.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { CopyRequest } from 'sciencemesh-contract';
import { CopyScene } from './scene.ts';
import { troubled } from './troubled.ts';

const [base = '', request = ''] = process.argv.slice(2);

const scene = new CopyScene(base, {
  // Like a server some way off, so that there is time to be killed in.
  between: (_, storage) =>
    troubled(storage, {
      before: () => pause(2),
      after: () => pause(2),
      piece: () => pause(1)
    })
});
await scene.transfers.recover();
const [going] = scene.transfers.list();
const { id } =
  going ??
  (await scene.copies.start(
    JSON.parse(request) as CopyRequest,
    new AbortController().signal
  ));
process.stdout.write('going\n');
const { state, message } = await scene.transfers.settled(id);
await scene.stop();
process.stdout.write(`${state} ${message ?? ''}\n`);
