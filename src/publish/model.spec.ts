import { publication, repository } from '../testing/samples';
import { connected, settle, TestServer } from '../testing/server';
import type { ICompanion } from '../tokens';
import { PublicationsModel } from './model';

describe('PublicationsModel', () => {
  let server: TestServer;
  let companion: ICompanion;
  let model: PublicationsModel;

  beforeEach(async () => {
    server = new TestServer();
    server.on('GET api/repositories', { items: [repository()] });
    server.on('GET api/publications', {
      items: [
        publication({ id: 'old', createdAt: '2026-11-21T10:00:00.000Z' }),
        publication()
      ]
    });
    companion = await connected(server);
    model = new PublicationsModel(companion);
    await settle();
  });

  afterEach(() => {
    model.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  it('has what was begun last first, and the repositories', () => {
    expect(model.publications?.map(({ id }) => id)).toEqual([
      'publication-1',
      'old'
    ]);
    expect(model.repository('zenodo')?.name).toBe('Zenodo');
    expect(model.repository(null)).toBeUndefined();
  });

  it('learns from events and asks nobody again', () => {
    const asked = server.requests.length;
    const moved: string[] = [];
    model.replaced.connect((_, { before, after }) => {
      moved.push(`${before.state} to ${after.state}`);
    });
    server.push({
      type: 'publication',
      publication: publication({ state: 'verified' }),
      forgotten: false
    });
    server.push({
      type: 'repository',
      repository: repository({ state: 'unreachable' }),
      forgotten: false
    });
    expect(model.get('publication-1')?.state).toBe('verified');
    expect(model.repository('zenodo')?.state).toBe('unreachable');
    expect(moved).toEqual(['uploading to verified']);
    expect(server.requests).toHaveLength(asked);
  });

  it('takes off what was forgotten and removed on another page', () => {
    server.push({
      type: 'publication',
      publication: publication(),
      forgotten: true
    });
    server.push({
      type: 'repository',
      repository: repository(),
      forgotten: true
    });
    expect(model.get('publication-1')).toBeUndefined();
    expect(model.repositories).toEqual([]);
  });

  it('does not go back when an answer comes after later news', async () => {
    server.handle('POST api/publications/publication-1/pause', () => {
      server.push({
        type: 'publication',
        publication: publication({
          state: 'paused',
          changedAt: '2026-11-22T10:02:01.000Z'
        }),
        forgotten: false
      });
      return {
        status: 202,
        body: publication({ changedAt: '2026-11-22T10:02:00.000Z' })
      };
    });
    await model.act('publication-1', 'pause');
    expect(model.get('publication-1')?.state).toBe('paused');
  });

  it('keeps what it knows while the list cannot be loaded', async () => {
    server.on('GET api/publications', { code: 'x', message: 'Later.' }, 503);
    await model.refresh();
    expect(model.failure?.message).toBe('Later.');
    expect(model.publications).toHaveLength(2);
  });

  it('shows what came of signing in, and sends the token once', async () => {
    server.on(
      'PUT api/repositories/zenodo/token',
      repository({ message: 'Signed in as marie.' })
    );
    await model.signIn('zenodo', 'secret');
    expect(model.repository('zenodo')?.message).toBe('Signed in as marie.');
    expect(
      server.requests.filter(request => request.includes('secret'))
    ).toEqual(['PUT api/repositories/zenodo/token {"token":"secret"}']);
  });

  it('says why something was not done, and changes nothing', async () => {
    server.on(
      'DELETE api/publications/publication-1',
      { code: 'publication-in-use', message: 'It is being sent.' },
      409
    );
    const answer = await model.forget('publication-1');
    expect(answer.ok ? null : answer.failure.message).toBe('It is being sent.');
    expect(model.get('publication-1')).toBeDefined();
  });
});
