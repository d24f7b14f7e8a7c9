import type { Contents } from '@jupyterlab/services';
import { CommandRegistry } from '@lumino/commands';
import { CommandIDs } from '../../commands';
import { trans } from '../../testing/server';
import type { DriveBrowser } from '../browser/browser';
import { addKeptCommands } from './commands';

type Entry = Partial<Contents.IModel> & {
  sciencemesh?: { versions?: boolean; trash?: boolean };
};

const kept = { versions: true, trash: true };
const file: Entry = {
  path: 'CERNBox:home/runs/a.txt',
  type: 'file',
  sciencemesh: kept
};
const folder: Entry = {
  path: 'CERNBox:home/runs',
  type: 'directory',
  sciencemesh: kept
};
const root: Entry = { path: 'CERNBox:', type: 'directory', sciencemesh: {} };
const spaces: Entry[] = ['home', 'project'].map(name => ({
  path: `CERNBox:${name}`,
  type: 'directory',
  sciencemesh: kept
}));
const share: Entry = {
  path: 'ScienceMesh:results/a.txt',
  type: 'file',
  sciencemesh: {}
};

describe('the commands for what servers keep', () => {
  let commands: CommandRegistry;
  let selected: Entry[];
  let here: Entry | null;
  let entries: Entry[];
  let shown: unknown[];

  beforeEach(() => {
    commands = new CommandRegistry();
    selected = [];
    here = folder;
    entries = [file];
    shown = [];
    const front = {
      get folder() {
        return { drive: { name: 'CERNBox' }, entries, folder: here };
      },
      selectedItems: () => selected[Symbol.iterator]()
    } as unknown as DriveBrowser;
    addKeptCommands(commands, {
      drives: { front },
      showDeleted: found => shown.push(found.map(({ path }) => path)),
      showVersions: ({ path }) => shown.push(path),
      trans
    });
  });

  function sees(command: string, args = {}): boolean {
    const { showDeleted, showVersions } = CommandIDs;
    expect([showDeleted, showVersions]).toContain(command);
    expect(commands.isEnabled(command, args)).toBe(
      commands.isVisible(command, args)
    );
    return commands.isVisible(command, args);
  }

  it('lead to the versions of one file that has some', async () => {
    for (const [chosen, isThere] of [
      [[file], true],
      [[], false],
      [[file, file], false],
      [[folder], false],
      [[share], false]
    ] as const) {
      selected = [...chosen];
      expect(sees(CommandIDs.showVersions)).toBe(isThere);
    }
    selected = [file];
    await commands.execute(CommandIDs.showVersions);
    expect(shown).toEqual([file.path]);
  });

  it('lead to what was deleted in the space of a folder', async () => {
    selected = [folder];
    await commands.execute(CommandIDs.showDeleted);
    selected = [share];
    expect(sees(CommandIDs.showDeleted)).toBe(false);
    expect(sees(CommandIDs.showDeleted, { here: true })).toBe(true);
    await commands.execute(CommandIDs.showDeleted, { here: true });
    expect(shown).toEqual([['CERNBox:/home'], ['CERNBox:/home']]);
  });

  it('offer all spaces where a drive begins', async () => {
    here = root;
    entries = spaces;
    await commands.execute(CommandIDs.showDeleted);
    selected = spaces.slice(1);
    await commands.execute(CommandIDs.showDeleted);
    expect(shown).toEqual([
      ['CERNBox:/home', 'CERNBox:/project'],
      ['CERNBox:/project']
    ]);
    selected = [];
    entries = [share];
    expect(sees(CommandIDs.showDeleted)).toBe(false);
    here = null;
    expect(sees(CommandIDs.showDeleted)).toBe(false);
  });
});
