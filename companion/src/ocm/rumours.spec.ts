import assert from 'node:assert/strict';
import { it } from 'node:test';
import { shareNamed } from '../drive/testing/shares.ts';
import { Rumours } from './rumours.ts';

it('asks for an accepted share that is said to be withdrawn, once a minute', () => {
  const asked: string[] = [];
  let time = 0;
  const rumours = new Rumours({
    check: async ({ name }) => void asked.push(name),
    now: () => time
  });
  const share = shareNamed('results');
  for (const other of [
    { ...share, state: 'pending' as const },
    { ...share, state: 'declined' as const },
    { ...share, withdrawnAt: '2026-01-01T00:00:00Z' }
  ]) {
    rumours.hear(other);
  }
  assert.deepEqual(asked, []);
  rumours.hear(share);
  rumours.hear(share);
  time = 59_000;
  rumours.hear(share);
  assert.equal(asked.length, 1);
  rumours.hear({ ...share, id: 'another', name: 'another' });
  time = 61_000;
  rumours.hear(share);
  assert.deepEqual(asked, ['results', 'another', 'results']);
});
