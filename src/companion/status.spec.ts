import { TestServer, trans } from '../testing/server';
import { CompanionClient } from './client';
import { CompanionStatus } from './status';

describe('CompanionStatus', () => {
  let server: TestServer;
  let status: CompanionStatus;

  beforeEach(() => {
    server = new TestServer();
    status = new CompanionStatus({
      client: new CompanionClient({ serverSettings: server.settings, trans }),
      connection: null,
      trans
    });
  });

  afterEach(() => {
    status.dispose();
  });

  it('is running when the bridge says so', async () => {
    server.on('GET status', { state: 'running', message: '', reason: null });
    await status.refresh();
    expect(status.isRunning).toBe(true);
  });

  it('says why the companion is down, in the words of the bridge', async () => {
    server.on('GET status', {
      state: 'failed',
      message: 'Node 16 is too old. Install Node 24.',
      reason: 'node-too-old'
    });
    await status.refresh();
    expect(status.state).toEqual({
      kind: 'down',
      failure: {
        code: 'node-too-old',
        message: 'Node 16 is too old. Install Node 24.'
      }
    });
  });

  it('tells a server without the extension from one that is down', async () => {
    await status.refresh();
    expect(status.state.kind).toBe('missing');
  });

  it('tells of each change once', async () => {
    const heard: string[] = [];
    status.changed.connect((_, state) => {
      heard.push(state.kind);
    });
    server.on('GET status', { state: 'running', message: '', reason: null });
    await status.refresh();
    await status.refresh();
    server.on('GET status', { state: 'stopped', message: 'Off.' });
    await status.refresh();
    expect(heard).toEqual(['running', 'down']);
  });

  it('has the bridge start the companion anew', async () => {
    server.on('POST restart', {});
    server.on('GET status', { state: 'starting', message: '', reason: null });
    await status.restart();
    expect(server.requests).toContain('POST restart {}');
    expect(status.state).toEqual({ kind: 'starting', message: '' });
  });

  it('waits for an answer that stays', async () => {
    server.on('GET status', { state: 'starting', message: '', reason: null });
    await status.refresh();
    const settled = status.settled();
    server.on('GET status', { state: 'running', message: '', reason: null });
    await expect(settled).resolves.toEqual({ kind: 'running' });
  });
});
