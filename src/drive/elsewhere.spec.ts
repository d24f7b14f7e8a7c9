import type { Contents } from '@jupyterlab/services';
import { CommandRegistry } from '@lumino/commands';
import type { Provider, Share } from 'sciencemesh-contract';
import { CommandIDs } from '../commands';
import { contentModel, contentShare } from '../testing/contents';
import { cloud, offer, ownNode } from '../testing/samples';
import { trans } from '../testing/server';
import type { DriveBrowser } from './browser/browser';
import type { IKnownShares } from './elsewhere';
import { addElsewhereCommand, elsewhere } from './elsewhere';

const SPACE = 'https://cloud.example.org/files/spaces/eos/user/m/marie';

/** Something in a space of the person's own. */
function own(path: string, page: unknown = SPACE): Contents.IModel {
  const type = /\.\w+$/.test(path) ? 'file' : 'directory';
  return contentModel({
    path,
    type,
    // Whatever the companion tells, it is looked at before it is used.
    sciencemesh: { ...contentShare(), page: page as string }
  });
}

function known(
  shares: readonly Share[] = [],
  provider: Provider = cloud({ drive: 'Cloud', label: 'Lab Cloud' })
): IKnownShares {
  const all = [ownNode(), provider];
  return {
    get: id => shares.find(share => share.id === id),
    providers: {
      all,
      of: ({ source }) => all.find(({ id }) => id === source) ?? null
    }
  };
}

describe('elsewhere', () => {
  it.each([
    ['Cloud:', 'https://cloud.example.org/'],
    ['Cloud:marie', SPACE],
    ['Cloud:marie/run 1/more', `${SPACE}/run%201/more`],
    ['Cloud:marie/run 1/a.ipynb', `${SPACE}/run%201`],
    ['Cloud:marie/a.txt', SPACE]
  ])('of %p is the page of the folder', (path, url) => {
    expect(elsewhere(own(path), known())).toEqual({ label: 'Lab Cloud', url });
  });

  it.each([
    ['where the companion tells no page of the space', own('Cloud:m/a', null)],
    ['where it tells nonsense', own('Cloud:m/a', 7)],
    ['of an address that is none of the web', own('Cloud:m', 'javascript:0')],
    ['in a drive that nobody brings', own('Other:m/a')],
    ['of a local file', contentModel({ path: 'a.txt' })]
  ])('is nowhere %s', (_, entry) => {
    expect(elsewhere(entry, known())).toBeNull();
  });

  it('of what was shared is the page of the share', () => {
    const page = 'https://cloud.example.org/files/shares/with-me';
    const share = offer({ source: 'cloud', page });
    const entry = contentModel({ path: 'ScienceMesh:Beam test/a/b.csv' });
    expect(elsewhere(entry, known([share]))).toEqual({
      label: 'Lab Cloud',
      url: page
    });
    expect(elsewhere(entry, known([offer()]))).toBeNull();
    expect(elsewhere(entry, known())).toBeNull();
  });
});

describe('the command to open something elsewhere', () => {
  let selected: Contents.IModel[];
  let commands: CommandRegistry;
  const open = jest.fn();
  const id = CommandIDs.openElsewhere;

  beforeEach(() => {
    selected = [];
    open.mockClear();
    commands = new CommandRegistry();
    const front = {
      folder: { folder: own('Cloud:marie/shown') },
      selectedItems: () => selected.values()
    } as unknown as DriveBrowser;
    addElsewhereCommand(commands, {
      drives: { front },
      open,
      shares: known(),
      trans
    });
  });

  it('opens what is selected', async () => {
    selected = [own('Cloud:marie/shown/inner')];
    expect(commands.label(id)).toBe('Open in Lab Cloud');
    await commands.execute(id);
    expect(open).toHaveBeenCalledWith(`${SPACE}/shown/inner`);
  });

  it('opens the folder on show', async () => {
    await commands.execute(id);
    expect(open).toHaveBeenLastCalledWith(`${SPACE}/shown`);
    selected = [own('Cloud:marie/shown/inner')];
    const args = { here: true };
    expect(commands.label(id, args)).toBe('Open this folder in Lab Cloud');
    await commands.execute(id, args);
    expect(open).toHaveBeenLastCalledWith(`${SPACE}/shown`);
  });

  it('is not there for several at once, and for what has no page', () => {
    selected = [own('Cloud:marie/a'), own('Cloud:marie/b')];
    expect(commands.isVisible(id)).toBe(false);
    selected = [own('Cloud:marie/a', null)];
    expect(commands.isVisible(id)).toBe(false);
    expect(commands.isEnabled(id)).toBe(false);
  });
});
