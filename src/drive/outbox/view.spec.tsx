import { dismissDialog, waitForDialog } from '@jupyterlab/testing';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import type { OutboxItem } from 'sciencemesh-contract';
import { edit } from '../../testing/contents';
import { connected, settle, TestServer, trans } from '../../testing/server';
import type { ICompanion } from '../../tokens';
import { OutboxModel } from './model';
import { OutboxView } from './view';
import { summary } from './wording';

describe('OutboxView', () => {
  let server: TestServer;
  let companion: ICompanion;
  let model: OutboxModel;
  let view: OutboxView;
  const open = jest.fn();

  async function show(...items: OutboxItem[]): Promise<void> {
    server = new TestServer();
    server.on('GET api/outbox', { items });
    companion = await connected(server);
    model = new OutboxModel({ companion });
    view = new OutboxView({ model, open, trans });
    Widget.attach(view, document.body);
    MessageLoop.sendMessage(view, Widget.Msg.UpdateRequest);
    await view.renderPromise;
    await settle();
  }

  afterEach(() => {
    view.dispose();
    model.dispose();
    companion.events.dispose();
    companion.status.dispose();
  });

  const buttons = (): (string | null)[] =>
    [...view.node.querySelectorAll('.jp-SciMeshEdit-choices button')].map(
      one => one.textContent
    );
  const press = (label: string): void =>
    view.node
      .querySelector<HTMLElement>(`button[aria-label="${label}"]`)
      ?.click();

  it('offers what helps in the state that an edit is in', async () => {
    await show(edit());
    expect(buttons()).toEqual(['Send now', 'Discard mine']);
    const event = { type: 'outbox', removed: false } as const;
    server.push({ ...event, item: edit({ state: 'sending' }) });
    await settle();
    expect(buttons()).toEqual([]);
    server.push({ ...event, item: edit({ state: 'conflict' }) });
    await settle();
    expect(buttons()).toEqual([
      'Keep both',
      'Overwrite theirs',
      'Discard mine'
    ]);
  });

  it('says what the companion says of an edit', async () => {
    await show(edit({ state: 'failed', message: 'The share is full.' }));
    expect(view.node.textContent).toContain('Could not be sent');
    expect(view.node.textContent).toContain('The share is full.');
  });

  it('opens the document of an edit', async () => {
    await show(edit());
    view.node.querySelector<HTMLElement>('.jp-SciMeshEdit-name')?.click();
    expect(open).toHaveBeenCalledWith('Beam test/data.csv');
  });

  it('throws an edit away only when the person says so twice', async () => {
    await show(edit());
    server.on('POST api/outbox/edit-1', edit());
    press('Discard mine: data.csv');
    await waitForDialog();
    await dismissDialog();
    await settle();
    expect(server.requests.join('\n')).not.toContain('discard');
    press('Discard mine: data.csv');
    await waitForDialog();
    expect(document.querySelector('.jp-Dialog')?.textContent).toContain(
      'Once discarded it is lost.'
    );
    // Enter would choose the other one.
    document
      .querySelector<HTMLElement>('.jp-Dialog button.jp-mod-warn')
      ?.click();
    await settle();
    expect(server.requests.at(-1)).toBe(
      'POST api/outbox/edit-1 {"action":"discard"}'
    );
  });
});

describe('summary', () => {
  it('tells edits that wait from edits that need the person', () => {
    expect(summary([edit(), edit()], trans)).toBe('2 edits not sent yet');
    expect(summary([edit(), edit({ state: 'conflict' })], trans)).toBe(
      '1 edit needs your decision'
    );
  });
});
