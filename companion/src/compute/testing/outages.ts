import assert from 'node:assert/strict';
import { PASSING } from '../batch-system.ts';
import {
  assertFailure,
  fails,
  never,
  type Traits,
  type Trial
} from './trial.ts';
import { itUnless } from './where.ts';

/** The site goes away for a while, and comes back. */
export function describeOutages(current: () => Trial, traits: Traits): void {
  itUnless(
    traits.alwaysThere,
    'loses no job while the site is away',
    async () => {
      const trial = current();
      const { outage } = trial.subject;
      assert.ok(outage);
      const { system } = trial;
      const order = await trial.order([['exit', 0]]);
      const text = system.render(order);
      const job = await trial.start([['wait', 2]]);
      await outage.begin();
      const passing = [...PASSING];
      const start = performance.now();
      await fails(system.submit(order, text, never()), ...passing);
      await fails(system.find(order.tag, never()), ...passing);
      await fails(system.cancel(job, null, never()), ...passing);
      await fails(system.explain(job, never()), ...passing);
      // Where the site writes down how jobs are doing, that can still be read.
      const known = await system.report([job], never()).then(
        ({ jobs }) => jobs.get(job.tag),
        (error: unknown) => assertFailure(error, ...passing)
      );
      assert.ok(known, 'a job is not gone because its site is');
      assert.ok(performance.now() - start < 60_000);
      await outage.end();
      assert.equal((await trial.end(job)).exitCode, 0);
      assert.equal(await system.find(order.tag, never()), null);
      const again = await trial.submit(order);
      assert.equal((await trial.end(again)).exitCode, 0);
    }
  );
}
