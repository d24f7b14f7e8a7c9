import { PageConfig } from '@jupyterlab/coreutils';
import { cloud, ownNode } from '../testing/samples';
import { connected, settle, TestServer } from '../testing/server';
import type { ICompanion } from '../tokens';
import { OwnDriveNames } from './ownnames';

const KEY = 'jupyterlab-sciencemesh:own-drives:http://jupyter.test/user/marie/';

const CERNBOX = cloud({ id: 'cernbox', drive: 'CERNBox' });
const NODE = ownNode();

describe('OwnDriveNames', () => {
  let server: TestServer;
  let companion: ICompanion;
  let added: string[];
  let answer: () => void;

  beforeEach(async () => {
    server = new TestServer();
    companion = await connected(server);
    added = [];
    window.localStorage.clear();
    server.handle(
      'GET api/providers',
      () =>
        new Promise(resolve => {
          answer = () =>
            resolve({ status: 200, body: { items: [NODE, CERNBOX] } });
        })
    );
  });

  afterEach(() => {
    jest.useRealTimers();
    PageConfig.setOption('treePath', '');
    companion.events.dispose();
    companion.status.dispose();
  });

  /** Whether the application goes on, once it does. */
  function follow(
    storage: () => Storage = () => window.localStorage
  ): () => boolean {
    let isOn = false;
    const names = new OwnDriveNames({
      add: name => added.push(name),
      companion,
      isKnown: name => added.includes(name) || name === 'RTC',
      storage
    });
    void names.follow().then(() => {
      isOn = true;
    });
    return () => isOn;
  }

  it('are waited for the first time, and remembered', async () => {
    const isOn = follow();
    await settle();
    expect(isOn()).toBe(false);
    answer();
    await settle();
    expect(isOn()).toBe(true);
    expect(added).toEqual(['CERNBox']);
    expect(window.localStorage.getItem(KEY)).toBe('["CERNBox"]');
  });

  it('are there at once the next time', async () => {
    window.localStorage.setItem(KEY, '["CERNBox"]');
    PageConfig.setOption('treePath', 'CERNBox:Home/a.ipynb');
    const isOn = follow();
    expect(added).toEqual(['CERNBox']);
    await settle();
    expect(isOn()).toBe(true);
  });

  it('hold nobody up where there were none', async () => {
    window.localStorage.setItem(KEY, '[]');
    PageConfig.setOption('treePath', 'RTC:a.ipynb');
    const isOn = follow();
    await settle();
    expect(isOn()).toBe(true);
    answer();
    await settle();
    expect(added).toEqual(['CERNBox']);
  });

  it('are waited for where the address may name one', async () => {
    window.localStorage.setItem(KEY, '[]');
    PageConfig.setOption('treePath', 'CERNBox:Home');
    const isOn = follow();
    await settle();
    expect(isOn()).toBe(false);
    answer();
    await settle();
    expect(isOn()).toBe(true);
    expect(added).toEqual(['CERNBox']);
  });

  it('are not waited for without end', async () => {
    jest.useFakeTimers();
    PageConfig.setOption('treePath', 'CERNBox:Home');
    const isOn = follow();
    await jest.advanceTimersByTimeAsync(14_000);
    expect(isOn()).toBe(false);
    await jest.advanceTimersByTimeAsync(1_100);
    expect(isOn()).toBe(true);
  });

  it('come later, too', async () => {
    window.localStorage.setItem(KEY, '[]');
    server.on('GET api/providers', { items: [NODE] });
    follow();
    await settle();
    expect(added).toEqual([]);
    server.push({ type: 'provider', provider: CERNBOX });
    await settle();
    expect(added).toEqual(['CERNBox']);
  });

  it.each([
    ['are not known', { items: [{ id: 'node' }] }, 200],
    ['cannot be asked for', { code: 'x', message: 'No.' }, 503]
  ])('hold nobody up where they %s', async (_, body, status) => {
    server.on('GET api/providers', body, status);
    const isOn = follow(() => {
      throw new DOMException('Denied', 'SecurityError');
    });
    await settle();
    expect(isOn()).toBe(true);
    expect(added).toEqual([]);
  });
});
