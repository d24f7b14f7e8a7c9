import type { CheckStep } from 'sciencemesh-contract';
import { trans } from '../testing/server';
import { reportText, verdict } from './report';

const step = (members: Partial<CheckStep>): CheckStep => ({
  step: 'list',
  title: 'Its files',
  state: 'passed',
  message: 'The folder holds 3 files and folders.',
  advice: null,
  code: null,
  milliseconds: 12,
  ...members
});

describe('a report', () => {
  it('holds each step with its time, and what to do', () => {
    const steps = [
      step({}),
      step({
        step: 'read',
        title: 'Reading a part of a file',
        state: 'failed',
        code: 'certificate',
        message: 'The certificate has expired.',
        advice: 'Tell the operators.'
      })
    ];
    expect(
      reportText(
        { name: 'results', provider: 'cloud.example.org' },
        steps,
        new Date('2026-11-22T10:00:00Z'),
        trans
      )
    ).toBe(`Check of the share “results” of cloud.example.org
2026-11-22T10:00:00.000Z

OK: Its files (12 ms)
  The folder holds 3 files and folders.

Failed: Reading a part of a file (12 ms) [certificate]
  The certificate has expired.
  Tell the operators.
`);
    expect(verdict(steps, trans)).toBe('1 step failed.');
  });

  it('says that all is well', () => {
    expect(verdict([step({ state: 'noted' })], trans)).toBe('The share works.');
  });
});
