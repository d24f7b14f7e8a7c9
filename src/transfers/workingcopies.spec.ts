import type { IDocumentManager } from '@jupyterlab/docmanager';
import { CommandRegistry } from '@lumino/commands';
import { transfer } from '../testing/samples';
import { WorkingCopies } from './workingcopies';

describe('WorkingCopies', () => {
  it.each([
    ['work/run', 'work/run'],
    ['ScienceMesh:Beam/run', 'ScienceMesh:Beam/run'],
    ['ScienceMesh:CERNBox:/Home/run', 'CERNBox:Home/run']
  ])('shows the folder %s as %s', async (folder, path) => {
    const commands = new CommandRegistry();
    const execute = jest.fn();
    commands.addCommand('filebrowser:go-to-path', { execute });
    const copies = new WorkingCopies({
      commands,
      docManager: {} as IDocumentManager
    });
    await copies.open(transfer({ folder, notebook: null }));
    expect(execute).toHaveBeenCalledWith({ path });
  });
});
