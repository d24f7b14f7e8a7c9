import { contentModel, contentShare } from '../../testing/contents';
import { settle, TestServer, trans } from '../../testing/server';
import { ScienceMeshDrive } from '../drive';
import type { ISending, Sent } from './sending';
import { outcome } from './sending';
import type { Replacement } from './uploads';
import { Uploads } from './uploads';

describe('Uploads', () => {
  let server: TestServer;
  let uploads: Uploads;
  let sendings: ISending[];
  let finish: ((sent: Sent) => void)[];
  let answer: Replacement;

  beforeEach(() => {
    server = new TestServer();
    sendings = [];
    finish = [];
    answer = 'skip';
    const drives = new Map(
      ['ScienceMesh', 'CERNBox'].map(name => [
        name,
        new ScienceMeshDrive({
          name,
          ready: () => Promise.resolve(),
          resolveConflict: () => Promise.resolve(null),
          serverSettings: server.settings
        })
      ])
    );
    uploads = new Uploads({
      askReplacement: () => Promise.resolve(answer),
      driveOf: path => drives.get(path.split(':')[0] ?? '') ?? null,
      sender: sending => {
        sendings.push(sending);
        return new Promise(resolve => {
          finish.push(resolve);
          sending.signal.addEventListener('abort', () =>
            resolve({ kind: 'cancelled' })
          );
        });
      },
      trans
    });
  });

  afterEach(() => uploads.dispose());

  const file = (name: string) => new File(['12345678'], name);

  it('sends the bytes as they are, two files at a time', async () => {
    for (const name of ['a', 'b', 'c']) {
      uploads.add(file(name), 'ScienceMesh:Beam').catch(() => undefined);
    }
    await settle();
    expect(sendings.map(({ url }) => url)).toEqual([
      'http://jupyter.test/user/marie/sciencemesh/api/raw/Beam/a',
      'http://jupyter.test/user/marie/sciencemesh/api/raw/Beam/b'
    ]);
    expect(uploads.items.map(({ state }) => state)).toEqual([
      'sending',
      'sending',
      'waiting'
    ]);
    sendings[0]?.onProgress(4);
    expect(uploads.items[0]?.sent).toBe(4);
    finish[0]?.({ kind: 'done', model: contentModel({ path: 'Beam/a' }) });
    await settle();
    expect(uploads.items.map(({ name }) => name)).toEqual(['b', 'c']);
    expect(sendings).toHaveLength(3);
  });

  it('sends to the drive that the folder is in', async () => {
    const added = uploads.add(file('a'), 'CERNBox:Home/runs');
    await settle();
    expect(sendings.map(({ url }) => url)).toEqual([
      'http://jupyter.test/user/marie/sciencemesh/api/raw/CERNBox%3A/Home/runs/a'
    ]);
    const model = contentModel({ path: 'CERNBox:/Home/runs/a' });
    finish[0]?.({ kind: 'done', model });
    expect((await added).path).toBe('Home/runs/a');
    await expect(uploads.add(file('a'), 'RTC:Home')).rejects.toThrow(
      'in no drive'
    );
  });

  it('stops an upload that is cancelled', async () => {
    const added = uploads.add(file('a'), 'ScienceMesh:Beam');
    await settle();
    const [upload] = uploads.items;
    uploads.cancel(upload?.id ?? '');
    await expect(added).rejects.toThrow('cancelled');
    expect(uploads.items).toEqual([]);
  });

  it('keeps what has failed, says why, and sends it again', async () => {
    uploads.add(file('a'), 'ScienceMesh:Beam').catch(() => undefined);
    await settle();
    finish[0]?.({ kind: 'failed', message: 'There is no room.' });
    await settle();
    expect(uploads.items).toMatchObject([
      { state: 'failed', message: 'There is no room.' }
    ]);
    uploads.retry(uploads.items[0]?.id ?? '');
    await settle();
    expect(sendings).toHaveLength(2);
  });

  describe('where a file of that name is', () => {
    beforeEach(() => {
      server.on(
        'GET api/contents/Beam/a.csv',
        contentModel({ path: 'Beam/a.csv' })
      );
    });

    it('sends nothing when the person skips it', async () => {
      const added = uploads.add(file('a.csv'), 'ScienceMesh:Beam');
      await expect(added).rejects.toThrow('cancelled');
      expect(sendings).toEqual([]);
    });

    it('replaces it when the person says so', async () => {
      answer = 'replace';
      uploads.add(file('a.csv'), 'ScienceMesh:Beam').catch(() => undefined);
      await settle();
      expect(sendings).toMatchObject([{ replaces: true }]);
    });

    it('sends it under a free name when both are kept', async () => {
      answer = 'keep-both';
      server.on(
        'GET api/contents/Beam/a%20(2).csv',
        contentModel({ path: 'Beam/a (2).csv' })
      );
      uploads.add(file('a.csv'), 'ScienceMesh:Beam').catch(() => undefined);
      await settle();
      expect(sendings).toMatchObject([{ replaces: false }]);
      expect(sendings[0]?.url).toMatch(/Beam\/a%20\(3\).csv$/);
    });

    it('asks, too, when it came while the bytes were on their way', async () => {
      server.on('GET api/contents/Beam/b.csv', 'none', 404);
      answer = 'replace';
      uploads.add(file('b.csv'), 'ScienceMesh:Beam').catch(() => undefined);
      await settle();
      finish[0]?.({ kind: 'exists' });
      await settle();
      expect(sendings).toMatchObject([{ replaces: false }, { replaces: true }]);
    });
  });

  it.each([502, 504])(
    'sends where nobody can tell what is there (%s), replacing nothing',
    async status => {
      server.on('GET api/contents/Beam/a.csv', 'down', status);
      const added = uploads.add(file('a.csv'), 'ScienceMesh:Beam');
      await settle();
      expect(sendings).toMatchObject([{ replaces: false }]);
      const kept = contentModel({
        path: 'Beam/a.csv',
        sciencemesh: contentShare({ sync: 'pending' })
      });
      finish[0]?.({ kind: 'done', model: kept });
      await expect(added).resolves.toEqual(kept);
    }
  );
});

describe('outcome', () => {
  const problem = (code: string): string =>
    JSON.stringify({ code, message: 'No.' });

  it('tells a file that is there from other refusals', () => {
    expect(outcome(409, problem('changed'))).toEqual({ kind: 'exists' });
    expect(outcome(409, problem('single-file'))).toEqual({
      kind: 'failed',
      message: 'No.'
    });
  });

  it('takes no page of a proxy for a sentence', () => {
    expect(outcome(502, '<html>Bad Gateway</html>')).toEqual({
      kind: 'failed',
      message: null
    });
  });
});
