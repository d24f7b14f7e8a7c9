import type { OutboxItem } from 'sciencemesh-contract';
import { edit } from '../../testing/contents';
import { connected, settle, TestServer } from '../../testing/server';
import type { ICompanion } from '../../tokens';
import { OutboxModel } from './model';

describe('OutboxModel', () => {
  let server: TestServer;
  let companion: ICompanion;
  let model: OutboxModel;
  const changed = jest.fn();

  async function begin(...items: OutboxItem[]): Promise<void> {
    server.on('GET api/outbox', { items });
    companion = await connected(server);
    model = new OutboxModel({ companion });
    model.changed.connect(changed);
    await settle();
  }

  beforeEach(() => {
    changed.mockClear();
    server = new TestServer();
  });

  afterEach(() => {
    model.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  it('lists what is kept, the oldest first', async () => {
    await begin(
      edit({ id: 'late', savedAt: '2026-11-22T11:00:00Z' }),
      edit({ id: 'early', savedAt: '2026-11-22T10:00:00Z' })
    );
    expect(model.items.map(({ id }) => id)).toEqual(['early', 'late']);
  });

  it('finds the edit of a document', async () => {
    await begin(edit({ path: 'Beam test/a.csv' }));
    expect(model.at('Beam test/a.csv')?.id).toBe('edit-1');
    expect(model.at('Beam test/b.csv')).toBeNull();
  });

  it('follows what the companion tells', async () => {
    await begin(edit());
    const event = { type: 'outbox', removed: false } as const;
    server.push({ ...event, item: edit({ state: 'sending' }) });
    expect(model.at('Beam test/data.csv')?.state).toBe('sending');
    server.push({ ...event, item: edit(), removed: true });
    expect(model.items).toEqual([]);
    expect(changed).toHaveBeenCalledTimes(3);
  });

  it('passes on a decision once, however often it is clicked', async () => {
    await begin(edit());
    server.on('POST api/outbox/edit-1', edit({ state: 'sending' }));
    const decided = model.decide('edit-1', 'retry');
    expect(model.isBusy('edit-1')).toBe(true);
    await Promise.all([decided, model.decide('edit-1', 'discard')]);
    expect(model.isBusy('edit-1')).toBe(false);
    expect(server.requests.filter(one => one.startsWith('POST'))).toEqual([
      'POST api/outbox/edit-1 {"action":"retry"}'
    ]);
  });

  it('says why a decision was not carried out, until the next one', async () => {
    await begin(edit());
    const refusal = { code: 'unreachable', message: 'It does not answer.' };
    server.on('POST api/outbox/edit-1', refusal, 502);
    await model.decide('edit-1', 'overwrite');
    expect(model.failure('edit-1')?.message).toBe('It does not answer.');
    server.on('POST api/outbox/edit-1', edit());
    await model.decide('edit-1', 'overwrite');
    expect(model.failure('edit-1')).toBeNull();
  });
});
