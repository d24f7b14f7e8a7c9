/**
 * What every batch system does. Each implementation runs this against the real
 * thing behind it.
 */
import { after, before, describe } from 'node:test';
import { describeControl } from './control.ts';
import { describeHostile } from './hostile.ts';
import { describeOutages } from './outages.ts';
import { describeOutcomes } from './outcomes.ts';
import { describePrinted } from './printed.ts';
import { describeResults } from './results.ts';
import { describeSubmission } from './submission.ts';
import { Trial, type Subject, type Traits } from './trial.ts';

export type { Subject, Traits } from './trial.ts';

/**
 * Runs the suite.
 *
 * @param start makes the system, once for the whole suite
 * @param skip a reason to leave it out
 */
export function describeBatchSystem(
  name: string,
  start: () => Promise<Subject>,
  traits: Traits,
  skip: string | false = false
): void {
  describe(`${name} as a batch system`, { skip }, () => {
    let trial: Trial | undefined;
    before(async () => {
      trial = new Trial(await start(), traits);
    });
    after(async () => {
      await trial?.system.close();
      await trial?.subject.close();
    });
    const current = () => {
      if (trial === undefined) {
        throw new Error('The batch system did not start.');
      }
      return trial;
    };
    // Jobs mostly wait: many tests share the machine.
    describe('together', { concurrency: 6 }, () => {
      describeSubmission(current, traits);
      describeOutcomes(current, traits);
      describeControl(current, traits);
      describePrinted(current, traits);
      describeResults(current);
      describeHostile(current);
    });
    describeOutages(current, traits);
  });
}
