import { job } from '../../testing/samples';
import { destination } from './keys';
import type { JobLine } from './rows';

const one = job();
const lines: readonly JobLine[] = [
  { kind: 'group', key: 'a', job: one, count: 1 },
  { kind: 'job', job: one },
  { kind: 'group', key: 'b', job: one, count: 1 },
  { kind: 'job', job: one },
  { kind: 'note', job: one, message: null }
];

describe('destination', () => {
  it.each([
    ['ArrowDown', 1, 3],
    ['ArrowDown', 3, null],
    ['ArrowUp', 3, 1],
    ['ArrowUp', 1, null],
    ['Home', 3, 1],
    ['End', 1, 3],
    ['PageUp', 3, null],
    ['a', 1, null]
  ] as const)('leads with %s from line %i to %p', (key, from, to) => {
    expect(destination(key, from, lines)).toBe(to);
  });
});
