import { CommandRegistry } from '@lumino/commands';
import type { PublicationSubject } from 'sciencemesh-contract';
import { connected, TestServer, trans } from '../../testing/server';
import type { ICompanion } from '../../tokens';
import { addPublishCommands, PublishCommands } from './commands';

describe('the commands that publish', () => {
  let commands: CommandRegistry;
  let companion: ICompanion;
  let current: PublicationSubject | null;
  let selected: readonly string[];
  let underPointer: string | null;
  const begin = jest.fn();
  const choose = jest.fn();
  const shared = jest.fn();

  beforeEach(async () => {
    jest.resetAllMocks();
    [current, selected, underPointer] = [null, [], null];
    companion = await connected(new TestServer());
    commands = new CommandRegistry();
    addPublishCommands(commands, {
      begin,
      choose,
      current: () => current,
      selected: () => selected,
      shared,
      shareUnderPointer: () => underPointer,
      status: companion.status,
      trans
    });
  });

  afterEach(() => {
    companion.events.dispose();
    companion.status.dispose();
  });

  it.each([
    [{ job: 'job-1' }, { jobId: 'job-1' }],
    [{ package: 'package-1' }, { packageId: 'package-1' }],
    [{ paths: ['a.ipynb', 7, 'data'] }, { paths: ['a.ipynb', 'data'] }]
  ])('take what %j names', async (args, subject) => {
    current = { paths: ['other.ipynb'] };
    await commands.execute(PublishCommands.publish, args);
    expect(begin).toHaveBeenCalledWith(subject);
  });

  it('take what the person works with', async () => {
    current = { paths: ['a.ipynb'] };
    await commands.execute(PublishCommands.publish, { isPalette: true });
    expect(begin).toHaveBeenCalledWith(current);
    expect(choose).not.toHaveBeenCalled();
  });

  it('ask where there is nothing, or where they are told to', async () => {
    choose.mockResolvedValueOnce(null);
    await commands.execute(PublishCommands.publish);
    expect(begin).not.toHaveBeenCalled();
    current = { paths: ['a.ipynb'] };
    choose.mockResolvedValueOnce({ paths: ['b.ipynb'] });
    await commands.execute(PublishCommands.publish, { choose: true });
    expect(begin).toHaveBeenCalledWith({ paths: ['b.ipynb'] });
  });

  it('take all that is selected in the file browser', async () => {
    expect(commands.isVisible(PublishCommands.publishSelected)).toBe(false);
    selected = ['a.ipynb', 'ScienceMesh:Beam test/b.csv'];
    await commands.execute(PublishCommands.publishSelected);
    expect(begin).toHaveBeenCalledWith({ paths: selected });
  });

  it('take what a share has brought', async () => {
    expect(commands.isVisible(PublishCommands.publishShare)).toBe(false);
    underPointer = 'share-1';
    expect(commands.isVisible(PublishCommands.publishShare)).toBe(true);
    shared.mockResolvedValueOnce({ paths: ['ScienceMesh:Beam test'] });
    await commands.execute(PublishCommands.publishShare);
    expect(shared).toHaveBeenCalledWith('share-1');
    expect(begin).toHaveBeenCalledWith({ paths: ['ScienceMesh:Beam test'] });
  });

  it('speak of outputs where a job is meant', () => {
    expect(commands.label(PublishCommands.publish, { job: 'job-1' })).toBe(
      'Publish outputs…'
    );
    expect(commands.label(PublishCommands.publish)).toBe(
      'Publish to repository…'
    );
  });
});
