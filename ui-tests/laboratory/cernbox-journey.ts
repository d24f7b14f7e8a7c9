import { findRevad } from '../../peers/reva/index.ts';
import { CernboxLaboratory } from './cernbox-laboratory.ts';
import { expect, test as journey } from './journey.ts';

const found = await findRevad();

/** Why journeys beside a real Reva are left out on this machine. */
export const skip = 'missing' in found ? found.missing : null;

/** Journeys of marie, who is logged in at a real Reva. */
export const test = journey.extend<object, { beside: CernboxLaboratory }>({
  beside: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const beside = await CernboxLaboratory.start();
      await use(beside);
      await beside.stop();
    },
    { scope: 'worker', timeout: 120_000 }
  ],
  laboratory: [
    async ({ beside }, use) => {
      await use(beside.laboratory);
    },
    { scope: 'worker' }
  ]
});

export { expect };
