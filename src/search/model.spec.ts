import type { SearchRow } from 'sciencemesh-contract';
import { connected, settle, TestServer } from '../testing/server';
import type { ICompanion } from '../tokens';
import { SearchModel } from './model';

describe('SearchModel', () => {
  let server: TestServer;
  let companion: ICompanion;
  let model: SearchModel;

  const hit = (path: string, rank: number): SearchRow => ({
    type: 'hit',
    shareId: 'share-1',
    path,
    name: path.split('/').at(-1) ?? '',
    kind: 'file',
    size: 1,
    modified: null,
    rank
  });
  const end: SearchRow = {
    type: 'end',
    shares: 3,
    failed: 0,
    files: 12_034,
    limited: false
  };
  const lines = (...rows: SearchRow[]): string =>
    rows.map(row => `${JSON.stringify(row)}\n`).join('');

  beforeEach(async () => {
    server = new TestServer();
    companion = await connected(server);
    model = new SearchModel({ companion });
  });

  afterEach(() => {
    model.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  it('searches a moment after the last letter, the best first', async () => {
    server.on(
      'GET api/search',
      lines(hit('one/b', 2), hit('two/a', 0), hit('one/a', 2), end)
    );
    model.query = 'mu';
    model.query = 'muon';
    const ended = new Promise<void>(resolve =>
      model.changed.connect(() => {
        if (model.state === 'ended') {
          resolve();
        }
      })
    );
    await ended;
    expect(server.requests.filter(line => line.includes('search'))).toEqual([
      'GET api/search?q=muon'
    ]);
    expect(model.hits.map(({ path }) => path)).toEqual([
      'two/a',
      'one/a',
      'one/b'
    ]);
    expect(model.progress).toEqual({ shares: 3, files: 12_034 });
  });

  it('names shares that were not searched to their end', async () => {
    const share = (name: string, state: 'done' | 'failed'): SearchRow => ({
      type: 'share',
      shareId: name,
      name,
      state,
      files: 0,
      message: state === 'failed' ? 'Nobody answers.' : null
    });
    server.on(
      'GET api/search',
      lines(share('good', 'done'), share('dead', 'failed'), end)
    );
    model.query = 'x';
    await model.start();
    expect(model.troubles.map(({ name }) => name)).toEqual(['dead']);
  });

  it('says why there is no answer', async () => {
    server.on('GET api/search', { code: 'x', message: 'Not now.' }, 503);
    model.query = 'x';
    await model.start();
    expect(model.state).toBe('failed');
    expect(model.failure?.message).toBe('Not now.');
  });

  it('keeps what was found when it is stopped, and takes no more', async () => {
    let answer: (value: { status: number; body: unknown }) => void = () => {};
    server.handle(
      'GET api/search',
      () => new Promise(resolve => (answer = resolve))
    );
    model.query = 'x';
    void model.start();
    await settle();
    model.cancel();
    answer({ status: 200, body: lines(hit('one/x', 0), end) });
    await settle();
    expect(model.state).toBe('cancelled');
    expect(model.hits).toEqual([]);
  });

  it('begins anew with an empty field', async () => {
    server.on('GET api/search', lines(hit('one/x', 0), end));
    model.query = 'x';
    await model.start();
    model.query = '';
    expect(model.state).toBe('idle');
    expect(model.hits).toEqual([]);
  });
});
