import { StateDB } from '@jupyterlab/statedb';
import type { Publication } from 'sciencemesh-contract';
import { publication } from '../testing/samples';
import { connected, settle, TestServer } from '../testing/server';
import type { ICompanion } from '../tokens';
import { PublicationsModel } from './model';
import { SeenStates } from './seen';

describe('SeenStates', () => {
  let companion: ICompanion;
  let publications: PublicationsModel;
  let server: TestServer;
  const state = new StateDB();
  const visible = new Set<string>();

  beforeEach(async () => {
    visible.clear();
    await state.clear();
    server = new TestServer();
    server.on('GET api/repositories', { items: [] });
    companion = await connected(server);
  });

  afterEach(() => {
    publications.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  async function visit(...items: Publication[]): Promise<SeenStates> {
    server.on('GET api/publications', { items });
    publications = new PublicationsModel(companion);
    const seen = new SeenStates({
      isVisible: id => visible.has(id),
      publications,
      state
    });
    await settle();
    return seen;
  }

  const verified = publication({ state: 'verified' });

  it('marks nothing at the first visit', async () => {
    const seen = await visit(verified);
    expect(seen.isFresh(verified)).toBe(false);
  });

  it('marks what came about while nobody was there', async () => {
    await visit(publication());
    publications.dispose();
    const seen = await visit(verified);
    expect(seen.isFresh(verified)).toBe(true);
    expect(seen.isFresh(publication())).toBe(false);
  });

  it('forgets a mark once the page was opened, for the next visit, too', async () => {
    await visit(publication());
    publications.dispose();
    const seen = await visit(verified);
    seen.markSeen(verified.id);
    expect(seen.isFresh(verified)).toBe(false);
    await settle();
    publications.dispose();
    expect((await visit(verified)).isFresh(verified)).toBe(false);
  });

  it('does not mark what the person is looking at', async () => {
    const seen = await visit(publication());
    visible.add(verified.id);
    server.push({
      type: 'publication',
      publication: verified,
      forgotten: false
    });
    expect(seen.isFresh(verified)).toBe(false);
  });
});
