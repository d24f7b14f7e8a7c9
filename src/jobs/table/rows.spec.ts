import type { Job } from 'sciencemesh-contract';
import { job } from '../../testing/samples';
import type { IJobChoice } from './rows';
import { jobLines, nextSorting } from './rows';

const everything: IJobChoice = {
  filter: 'all',
  grouping: 'none',
  search: '',
  siteId: null,
  sorting: { column: 'created', isDescending: true }
};

const jobs: readonly Job[] = [
  job({ id: 'c', name: 'Fit 10', createdAt: '2026-11-22T12:00:00.000Z' }),
  job({
    id: 'b',
    name: 'Fit 9',
    state: 'failed',
    createdAt: '2026-11-22T11:00:00.000Z',
    source: { kind: 'notebook', path: 'other.ipynb' }
  }),
  job({
    id: 'a',
    name: 'Plot',
    state: 'done',
    siteId: 'pool',
    createdAt: '2026-11-22T10:00:00.000Z'
  })
];

function ids(choice: Partial<IJobChoice>): readonly string[] {
  return jobLines(jobs, { ...everything, ...choice }).map(line =>
    line.kind === 'group' ? `${line.key} (${line.count})` : line.job.id
  );
}

describe('jobLines', () => {
  it('shows the newest first', () => {
    expect(ids({})).toEqual(['c', 'b', 'a']);
  });

  it.each([
    ['active', ['c']],
    ['ended', ['b', 'a']],
    ['failed', ['b']]
  ] as const)('shows those that are %s', (filter, expected) => {
    expect(ids({ filter })).toEqual(expected);
  });

  it('finds all words, wherever they stand', () => {
    expect(ids({ search: ' OTHER fit ' })).toEqual(['b']);
  });

  it('keeps to a site', () => {
    expect(ids({ siteId: 'pool' })).toEqual(['a']);
  });

  it('sorts numbers in names as numbers', () => {
    expect(ids({ sorting: { column: 'name', isDescending: false } })).toEqual([
      'b',
      'c',
      'a'
    ]);
  });

  it.each([
    ['file', ['analysis/dimuon.ipynb (2)', 'c', 'a', 'other.ipynb (1)', 'b']],
    ['site', ['hpc (2)', 'c', 'b', 'pool (1)', 'a']],
    ['state', ['running (1)', 'c', 'failed (1)', 'b', 'done (1)', 'a']],
    ['sweep', ['single (3)', 'c', 'b', 'a']]
  ] as const)('puts jobs together by their %s', (grouping, expected) => {
    expect(ids({ grouping })).toEqual(expected);
  });

  it('keeps the tasks of a sweep below it, wherever it stands', () => {
    const sweep = job({
      id: 'sweep',
      name: 'Energies',
      tasks: { ...job().tasks, total: 2 }
    });
    const tasks = [0, 1].map(index => ({
      ...job(),
      index,
      parameters: [],
      picture: null
    }));
    const lines = jobLines(
      [...jobs, sweep],
      {
        ...everything,
        grouping: 'sweep',
        sorting: { column: 'name', isDescending: false }
      },
      new Map([['sweep', { tasks, failure: null }]])
    );
    expect(
      lines.map(line =>
        line.kind === 'task'
          ? `task ${line.task.index}`
          : line.kind === 'group'
            ? line.key
            : line.job.id
      )
    ).toEqual(['sweep', 'sweep', 'task 0', 'task 1', 'single', 'b', 'c', 'a']);
  });

  it('says where tasks are on their way, or why they are not', () => {
    const failure = { code: 'x', message: 'Later.' };
    const notes = [null, failure].map(why =>
      jobLines(
        jobs.slice(0, 1),
        everything,
        new Map([['c', { tasks: null, failure: why }]])
      ).at(-1)
    );
    expect(notes).toEqual([
      expect.objectContaining({ kind: 'note', message: null }),
      expect.objectContaining({ kind: 'note', message: 'Later.' })
    ]);
  });

  it('finds one among ten thousand at once', () => {
    const many = Array.from({ length: 10_000 }, (_, index) =>
      job({ id: String(index), name: `Fit ${index}` })
    );
    const began = performance.now();
    const lines = jobLines(many, {
      ...everything,
      search: '9999',
      sorting: { column: 'name', isDescending: true }
    });
    expect(lines).toHaveLength(1);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe('nextSorting', () => {
  it('turns round at the second click', () => {
    const once = nextSorting(everything.sorting, 'name');
    expect(once).toEqual({ column: 'name', isDescending: false });
    expect(nextSorting(once, 'name').isDescending).toBe(true);
  });
});
