/**
 * What every repository does, whatever it speaks. Each adapter runs this
 * beside a server that is as strict as the real one, or is the real one.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { RepositoryFailure } from '../repository.ts';
import { Bench, type Subject } from './conformance/bench.ts';
import { describeDrafts } from './conformance/drafts.ts';
import { describeEndings } from './conformance/endings.ts';
import { describeFailures } from './conformance/failures.ts';
import { describeFiles } from './conformance/files.ts';
import { describeLosses } from './conformance/lost-answers.ts';

const CODES: Record<RepositoryFailure, true> = {
  'login-missing': true,
  'login-refused': true,
  'scope-missing': true,
  'not-found': true,
  gone: true,
  conflict: true,
  locked: true,
  refused: true,
  'file-lost': true,
  'no-space': true,
  busy: true,
  unreachable: true,
  timeout: true,
  'server-failed': true,
  'strange-answer': true,
  aborted: true
};

/**
 * Runs the suite.
 *
 * @param open starts what is behind the adapter, once for the whole suite
 * @param more tests of this kind of repository alone
 */
export function describeRepository(
  name: string,
  open: () => Promise<Subject>,
  more: (bench: () => Bench) => void = () => undefined
): void {
  describe(`${name} as a repository`, () => {
    let current: Bench | undefined;
    const bench = () => {
      assert.ok(current, 'the repository has not started');
      return current;
    };
    before(
      async () => {
        current = await Bench.start(await open());
      },
      { timeout: 300_000 }
    );
    after(() => current?.stop());

    describeDrafts(bench);
    describeFiles(bench);
    describeEndings(bench);
    describeFailures(bench);
    describeLosses(bench);
    more(bench);

    it('has said of each failure what it is', () => {
      const { reached, subject } = bench();
      const expected = Object.keys(CODES).filter(
        code => !(code in subject.unknownCodes)
      );
      assert.deepEqual([...reached].toSorted(), expected.toSorted());
    });
  });
}
