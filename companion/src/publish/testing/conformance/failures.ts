/**
 * What failures are called, and whether anything may have happened.
 */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Fault } from '../../../../../peers/faults/index.ts';
import { RepositoryError, type RepositoryFailure } from '../../repository.ts';
import { once, signal, type Bench } from './bench.ts';
import { simple } from './sample-metadata.ts';

/** What goes wrong, what it is called, and whether a change may be made. */
const FAILURES: readonly (readonly [Fault, RepositoryFailure, boolean])[] = [
  [{ type: 'status', status: 401 }, 'login-refused', false],
  [{ type: 'status', status: 403 }, 'scope-missing', false],
  [{ type: 'status', status: 404 }, 'not-found', false],
  [{ type: 'status', status: 409 }, 'conflict', false],
  [{ type: 'status', status: 410 }, 'gone', false],
  [{ type: 'status', status: 412 }, 'conflict', false],
  [{ type: 'status', status: 413 }, 'no-space', false],
  [{ type: 'status', status: 422 }, 'refused', false],
  [{ type: 'status', status: 429 }, 'busy', false],
  [{ type: 'status', status: 503 }, 'busy', false],
  [{ type: 'status', status: 507 }, 'no-space', false],
  // A page, where an answer should be.
  [{ type: 'status', status: 200 }, 'strange-answer', true],
  [{ type: 'status-after', status: 500 }, 'server-failed', true],
  [{ type: 'status-after', status: 502 }, 'server-failed', true],
  [{ type: 'status-after', status: 504 }, 'server-failed', true],
  [{ type: 'lost-answer' }, 'unreachable', true],
  [{ type: 'reset-within' }, 'unreachable', true],
  [{ type: 'truncate' }, 'strange-answer', true],
  [{ type: 'silence' }, 'timeout', true]
];

export function describeFailures(bench: () => Bench): void {
  for (const [fault, code, mayHaveHappened] of FAILURES) {
    const shown =
      'status' in fault ? `${fault.type} ${fault.status}` : fault.type;
    it(`calls ${shown} ${code}`, async () => {
      const post = bench().troubled(once(fault, 'POST'));
      await assert.rejects(
        post.create(bench().body(simple), signal),
        bench().fails(code, { outcomeUnknown: mayHaveHappened })
      );
    });
  }

  it('changes nothing by looking, whatever happens', async () => {
    const { repository } = bench();
    const draft = await repository.create(bench().body(simple), signal);
    for (const fault of [
      { type: 'status', status: 502 },
      { type: 'lost-answer' },
      { type: 'truncate' }
    ] as const) {
      const asked = bench().troubled(method =>
        method === 'GET' ? fault : null
      );
      await assert.rejects(
        asked.list(draft, signal),
        (error: unknown) =>
          error instanceof RepositoryError && !error.outcomeUnknown
      );
    }
  });

  for (const status of [429, 503]) {
    it(`says after ${status} when it is to be asked again`, async () => {
      const fault = (headers: Record<string, string>) =>
        once({ type: 'status', status, headers }, 'POST');
      const retryAfter = async (headers: Record<string, string>) => {
        const asked = bench().troubled(fault(headers));
        const error: unknown = await asked
          .create(bench().body(simple), signal)
          .catch((thrown: unknown) => thrown);
        assert.ok(error instanceof RepositoryError);
        return error.retryAfter;
      };
      assert.equal(await retryAfter({ 'retry-after': '17' }), 17);
      assert.ok(((await retryAfter({})) ?? 0) > 0);
    });
  }

  it('says that a token is missing, was refused, or cannot be one', async () => {
    const { subject } = bench();
    const create = (token: string | null) =>
      subject.open(subject.url, token).create(bench().body(simple), signal);
    await assert.rejects(create(null), bench().fails('login-missing'));
    for (const token of [subject.endedToken, 'no token\r\nat: all']) {
      await assert.rejects(create(token), bench().fails('login-refused'));
    }
  });

  it('knows that nothing happened where nobody was there', async () => {
    const { subject } = bench();
    const nowhere = subject.open('http://127.0.0.1:9', subject.token);
    await assert.rejects(
      nowhere.create(bench().body(simple), signal),
      bench().fails('unreachable')
    );
  });

  it('stops when it is told to', async () => {
    const { repository } = bench();
    const stopped = AbortSignal.abort();
    await assert.rejects(
      repository.create(bench().body(simple), stopped),
      bench().fails('aborted')
    );
    await assert.rejects(
      repository.drafts(new Date(), stopped),
      bench().fails('aborted')
    );
  });
}
