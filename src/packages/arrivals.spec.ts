import type { TransferFile } from 'sciencemesh-contract';
import { transfer } from '../testing/samples';
import { settle } from '../testing/server';
import { Arrivals } from './arrivals';

describe('Arrivals', () => {
  const asked: string[] = [];
  const changed = jest.fn();
  let state: TransferFile['state'] = 'running';
  let arrivals: Arrivals;

  beforeEach(() => {
    asked.length = 0;
    changed.mockClear();
    jest.spyOn(Date, 'now').mockReturnValue(1000);
    arrivals = new Arrivals({
      changed,
      transfers: {
        files: async id => {
          asked.push(id);
          const file = { path: 'a.csv', state } as TransferFile;
          return { ok: true, value: [file] };
        }
      }
    });
  });

  afterEach(() => {
    arrivals.dispose();
    jest.restoreAllMocks();
  });

  it('asks at the beginning, at the end, and now and then between', async () => {
    arrivals.follow(transfer());
    arrivals.follow(transfer());
    await settle();
    expect(asked).toHaveLength(1);
    expect(arrivals.files.get('a.csv')?.state).toBe('running');
    jest.spyOn(Date, 'now').mockReturnValue(2000);
    arrivals.follow(transfer());
    expect(asked).toHaveLength(2);
    state = 'done';
    const ended = transfer({ state: 'done', endedAt: 'now' });
    arrivals.follow(ended);
    arrivals.follow(ended);
    await settle();
    expect(asked).toHaveLength(3);
    expect(arrivals.files.get('a.csv')?.state).toBe('done');
    // Of two answers that cross, the older one is of no use.
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it('asks less often the more files there are', () => {
    const large = transfer({ fileCount: 10_000 });
    arrivals.follow(large);
    jest.spyOn(Date, 'now').mockReturnValue(10_999);
    arrivals.follow(large);
    expect(asked).toHaveLength(1);
    jest.spyOn(Date, 'now').mockReturnValue(11_000);
    arrivals.follow(large);
    expect(asked).toHaveLength(2);
  });

  it('forgets the files of another transfer', async () => {
    arrivals.follow(transfer());
    await settle();
    arrivals.follow(transfer({ id: 'another' }));
    expect(arrivals.files.size).toBe(0);
    arrivals.follow(null);
    await settle();
    expect(arrivals.files.size).toBe(0);
    expect(asked).toEqual(['transfer-1', 'another']);
  });
});
