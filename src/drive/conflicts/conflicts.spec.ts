import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { Contents } from '@jupyterlab/services';
import { waitForDialog } from '@jupyterlab/testing';
import type { Widget } from '@lumino/widgets';
import { contentModel } from '../../testing/contents';
import { settle, TestServer, trans } from '../../testing/server';
import { ScienceMeshDrive } from '../drive';
import { Conflicts } from './conflicts';

const path = 'Beam test/data.csv';
const route = 'api/contents/Beam%20test';
const model = { type: 'file', format: 'text', content: 'mine\n' } as const;

describe('Conflicts', () => {
  let server: TestServer;
  let drive: ScienceMeshDrive;
  let conflicts: Conflicts;
  const shown: Widget[] = [];

  beforeEach(() => {
    shown.length = 0;
    server = new TestServer();
    conflicts = new Conflicts({
      docManager: {
        contextForWidget: () => undefined
      } as unknown as IDocumentManager,
      drive: () => drive,
      shell: {
        activateById: () => undefined,
        add: (widget: Widget) => {
          shown.push(widget);
        },
        currentWidget: null,
        widgets: () => shown[Symbol.iterator]()
      } as unknown as JupyterFrontEnd.IShell,
      trans
    });
    drive = new ScienceMeshDrive({
      ready: () => Promise.resolve(),
      resolveConflict: collision => conflicts.resolve(collision),
      serverSettings: server.settings
    });
  });

  afterEach(() => {
    shown.forEach(widget => widget.dispose());
    drive.dispose();
    Notification.dismiss();
  });

  function resolve(): Promise<Contents.IModel | null> {
    const conflict = { hash: '"2"', message: 'Somebody was first.' };
    return conflicts.resolve({ conflict, localPath: path, model });
  }

  async function press(label: string): Promise<void> {
    await waitForDialog();
    const button = [
      ...document.querySelectorAll<HTMLElement>('.jp-Dialog button')
    ].find(one => one.textContent === label);
    button?.click();
    await settle();
  }

  const writes = (): string[] =>
    server.requests.filter(one => one.startsWith('PUT'));

  it('writes nothing when the person does not decide', async () => {
    const resolved = resolve();
    await press('Cancel');
    await expect(resolved).resolves.toBeNull();
    expect(server.requests).toEqual([]);
  });

  it('replaces their version when the person says so', async () => {
    server.on(`PUT ${route}/data.csv`, contentModel({ path }));
    const resolved = resolve();
    await press('Overwrite');
    await expect(resolved).resolves.toMatchObject({ path });
    expect(writes()).toHaveLength(1);
    expect(writes()[0]).toContain('hash=*');
  });

  it('saves beside theirs under a name that is free', async () => {
    server.on(`GET ${route}/data%20(2).csv`, contentModel());
    server.on(
      `PUT ${route}/data%20(3).csv`,
      contentModel({ path: 'Beam test/data (3).csv' }),
      201
    );
    const resolved = resolve();
    await press('Keep both');
    await expect(resolved).resolves.toBeNull();
    expect(writes()).toHaveLength(1);
    expect(writes()[0]).toContain('"content":"mine\\n"');
    expect(Notification.manager.notifications[0]?.message).toContain(
      '“data (3).csv”'
    );
  });

  it('shows both versions, and keeps the question open meanwhile', async () => {
    server.on(
      `GET ${route}/data.csv`,
      contentModel({ content: 'theirs\n', format: 'text' })
    );
    const resolved = resolve();
    await press('Show differences');
    await expect(resolved).resolves.toBeNull();
    expect(shown.map(({ title }) => title.label)).toEqual([
      'Differences: data.csv'
    ]);
    // The document saves itself again.
    await expect(resolve()).resolves.toBeNull();
    expect(document.querySelector('.jp-Dialog')).toBeNull();
    expect(Notification.manager.notifications[0]?.message).toContain(
      'waits for your decision'
    );
    shown[0]?.dispose();
    const again = resolve();
    await press('Cancel');
    await again;
    expect(writes()).toEqual([]);
  });
});
