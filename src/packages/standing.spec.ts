import type { TransferFile } from 'sciencemesh-contract';
import { file } from '../testing/samples';
import { trans } from '../testing/server';
import { standing } from './standing';

describe('standing', () => {
  const arrival = (members: Partial<TransferFile>): TransferFile => ({
    path: 'data/0.csv',
    url: null,
    state: 'queued',
    size: 1000,
    received: 0,
    verified: false,
    code: null,
    message: null,
    ...members
  });

  it('is what the host says, as long as nothing is fetched', () => {
    expect(
      standing(file({ check: 'login' }), undefined, false, trans)
    ).toMatchObject({ label: 'Asks for a login', tone: 'bad' });
  });

  it.each([
    [{}, 'Queued', 'plain'],
    [{ state: 'running', received: 429 }, 'Fetching 42 %', 'plain'],
    [
      { state: 'running', received: 2048, size: null },
      'Fetching 2 KB',
      'plain'
    ],
    [{ state: 'running', received: 2000 }, 'Fetching 100 %', 'plain'],
    [{ state: 'done' }, 'Fetched', 'good'],
    [{ state: 'done', verified: true }, 'Verified', 'good'],
    [{ state: 'kept' }, 'Kept', 'plain'],
    [{ state: 'skipped' }, 'Left out', 'plain'],
    [
      { state: 'failed', message: 'It wants a login.' },
      'Failed: It wants a login.',
      'bad'
    ],
    [{ state: 'failed' }, 'Failed', 'bad']
  ] satisfies [Partial<TransferFile>, string, string][])(
    'of %j is "%s"',
    (members, label, tone) => {
      expect(standing(file(), arrival(members), true, trans)).toMatchObject({
        label,
        tone
      });
    }
  );

  it('promises nothing once a transfer has stopped', () => {
    for (const state of ['queued', 'running'] as const) {
      expect(standing(file(), arrival({ state }), false, trans).label).toBe(
        'Not fetched'
      );
    }
  });
});
