import { job } from '../testing/samples';
import { trans } from '../testing/server';
import { fraction, rowLine, stateSentence } from './sentences';

const now = Date.parse('2026-11-22T10:01:00.000Z');

describe('stateSentence', () => {
  it('tells in which cell a job is, and for how long', () => {
    expect(stateSentence(trans, job(), now)).toBe(
      'It has been running on HPC of the lab for 50 s: cell 4 of 8, for 20 s.'
    );
  });

  it('tells where and how long a job waits', () => {
    expect(stateSentence(trans, job({ state: 'waiting' }), now)).toBe(
      'It has been waiting in the queue short of HPC of the lab for 50 s.'
    );
  });

  it('tells how long a job ran', () => {
    const ended = job({
      state: 'failed',
      endedAt: '2026-11-22T10:02:10.000Z'
    });
    expect(stateSentence(trans, ended, now)).toBe(
      'Failed after 2 min 0 s on HPC of the lab.'
    );
  });

  it('tells that a job did not run', () => {
    const ended = job({ state: 'cancelled', startedAt: null });
    expect(stateSentence(trans, ended, now)).toBe(
      'Cancelled. It has not run on HPC of the lab.'
    );
  });

  it('counts no time backwards where clocks are apart', () => {
    expect(stateSentence(trans, job({ state: 'held' }), now - 999_999)).toBe(
      'It has been held at HPC of the lab for 0 s.'
    );
  });
});

describe('rowLine', () => {
  it('tells the tasks of a sweep', () => {
    const sweep = job({
      tasks: { ...job().tasks, total: 50, done: 10, failed: 2 }
    });
    expect(rowLine(trans, sweep, now)).toBe('12 of 50 tasks over, 2 failed');
    expect(fraction(sweep)).toBeCloseTo(0.24);
  });

  it('tells why where there is no progress', () => {
    const waiting = job({ state: 'waiting', message: 'Full.', progress: null });
    expect(rowLine(trans, waiting, now)).toBe('Full.');
    expect(fraction(waiting)).toBeNull();
  });
});
