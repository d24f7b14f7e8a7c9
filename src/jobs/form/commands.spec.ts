import { CommandRegistry } from '@lumino/commands';
import { site } from '../../testing/samples';
import { connected, TestServer, trans } from '../../testing/server';
import type { ISelected } from './commands';
import { addJobCommands, argumentsFor, JobCommands } from './commands';

describe('the commands that submit jobs', () => {
  const open = jest.fn();
  let commands: CommandRegistry;
  let current: string | null;
  let currentPackage: string | null;
  let selected: ISelected[];

  beforeEach(async () => {
    open.mockReset();
    commands = new CommandRegistry();
    current = null;
    currentPackage = null;
    selected = [];
    const { status } = await connected(new TestServer());
    addJobCommands(commands, {
      current: () => current,
      currentPackage: () => currentPackage,
      open,
      selected: () => selected,
      sites: () => [
        site({ id: 'local', kind: 'local' }),
        site({ id: 'away', state: 'unreachable' }),
        site({ id: 'hpc', kind: 'slurmrestd' })
      ],
      status,
      trans
    });
  });

  it('submit the document that the person works with', async () => {
    expect(commands.isEnabled(JobCommands.submit)).toBe(false);
    current = 'a.csv';
    expect(commands.isEnabled(JobCommands.submit)).toBe(false);
    current = 'ScienceMesh:Beam/a.ipynb';
    expect(commands.isEnabled(JobCommands.submit)).toBe(true);
    await commands.execute(JobCommands.submit);
    expect(open).toHaveBeenCalledWith({
      subject: { path: current },
      siteId: null
    });
  });

  it('submit the package on show', async () => {
    currentPackage = 'package-1';
    await commands.execute(JobCommands.submit);
    expect(open).toHaveBeenCalledWith({
      subject: { packageId: 'package-1' },
      siteId: null
    });
  });

  it('name the kinds of sites that there are, and take one that works', async () => {
    current = 'a.py';
    const hpc = { kind: 'hpc' };
    expect(commands.label(JobCommands.submit, hpc)).toBe('Submit to HPC…');
    expect(commands.isVisible(JobCommands.submit, hpc)).toBe(true);
    const htcondor = { kind: 'htcondor' };
    expect(commands.isVisible(JobCommands.submit, htcondor)).toBe(false);
    await commands.execute(JobCommands.submit, hpc);
    expect(open).toHaveBeenCalledWith({
      subject: { path: 'a.py' },
      siteId: 'hpc'
    });
  });

  it.each([
    [[{ isFolder: true, path: 'folder' }], true],
    [[{ isFolder: false, path: 'a.ipynb' }], true],
    [[{ isFolder: false, path: 'work/Snakefile' }], true],
    [[{ isFolder: false, path: 'a.csv' }], false],
    [
      [
        { isFolder: false, path: 'a.py' },
        { isFolder: false, path: 'b.py' }
      ],
      false
    ]
  ])('offer to submit the selection %j: %s', (rows, isOffered) => {
    selected = rows;
    expect(commands.isVisible(JobCommands.submitSelected)).toBe(isOffered);
  });

  it('submit the selection to a kind of site, where there is one', async () => {
    selected = [{ isFolder: true, path: 'folder' }];
    const { submitSelected } = JobCommands;
    expect(commands.isVisible(submitSelected, { kind: 'htcondor' })).toBe(
      false
    );
    const hpc = { kind: 'hpc' };
    expect(commands.isVisible(submitSelected, hpc)).toBe(true);
    expect(commands.label(submitSelected, hpc)).toBe('Submit to HPC…');
    await commands.execute(submitSelected, hpc);
    expect(open).toHaveBeenCalledWith({
      subject: { path: 'folder' },
      siteId: 'hpc'
    });
  });

  it('show a form again after the page was loaded afresh', async () => {
    for (const start of [
      { jobId: 'job-1' },
      { subject: { path: 'a.ipynb' }, siteId: 'hpc' },
      { subject: { packageId: 'package-1' }, siteId: null }
    ]) {
      await commands.execute(JobCommands.submit, argumentsFor(start));
      expect(open).toHaveBeenLastCalledWith(start);
    }
  });
});
