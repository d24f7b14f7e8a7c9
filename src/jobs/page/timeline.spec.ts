import type { JobState } from 'sciencemesh-contract';
import { stays, timeline } from './timeline';

const at = (second: number): string =>
  new Date(Date.UTC(2026, 10, 22, 10, 0, second)).toISOString();
const ms = (second: number): number => Date.parse(at(second));
const item = (second: number, state: JobState) => ({
  at: at(second),
  task: null,
  state,
  message: null
});

describe('timeline', () => {
  it('has a stretch for each state, and ends where the job did', () => {
    const life = timeline(
      {
        items: [item(0, 'waiting'), item(20, 'running'), item(50, 'done')],
        cells: []
      },
      0,
      ms(500)
    );
    expect(life?.until).toBe(ms(50));
    expect(
      life?.stretches.map(({ state, from, until }) => [
        state,
        (until - from) / 1000
      ])
    ).toEqual([
      ['waiting', 20],
      ['running', 30]
    ]);
  });

  it('goes on until now while the job does', () => {
    const life = timeline(
      {
        items: [item(0, 'waiting'), item(20, 'running')],
        cells: [
          { task: 0, cell: 1, startedAt: at(21), seconds: 4, failed: false },
          { task: 0, cell: 2, startedAt: at(25), seconds: null, failed: false },
          { task: 7, cell: 1, startedAt: at(22), seconds: 1, failed: true }
        ]
      },
      0,
      ms(60)
    );
    expect(life?.until).toBe(ms(60));
    expect(life?.cells.map(({ until }) => until)).toEqual([ms(25), ms(60)]);
  });

  it('has a width where clocks are apart', () => {
    const life = timeline(
      { items: [item(0, 'waiting')], cells: [] },
      0,
      ms(-9)
    );
    expect((life?.until ?? 0) - (life?.from ?? 0)).toBeGreaterThan(0);
  });

  it('adds up how long it was in each state', () => {
    const life = timeline(
      {
        items: [
          item(0, 'waiting'),
          item(20, 'running'),
          item(25, 'held'),
          item(30, 'waiting'),
          item(31, 'running'),
          item(40, 'done')
        ],
        cells: []
      },
      0,
      ms(500)
    );
    expect(life && stays(life)).toEqual([
      ['waiting', 21_000],
      ['running', 14_000],
      ['held', 5_000]
    ]);
  });

  it('is nothing where nothing has happened', () => {
    expect(timeline({ items: [], cells: [] }, 0, 0)).toBeNull();
  });
});
