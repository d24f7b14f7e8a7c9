import type { IDocumentManager } from '@jupyterlab/docmanager';
import { FileDialog } from '@jupyterlab/filebrowser';
import type { Contents } from '@jupyterlab/services';
import {
  acceptDialog,
  dismissDialog,
  waitForDialog
} from '@jupyterlab/testing';
import { nullTranslator } from '@jupyterlab/translation';
import { preview } from '../testing/samples';
import { settle, trans } from '../testing/server';
import type { IPreferences } from '../tokens';
import type { WorkingCopies } from '../transfers/workingcopies';
import { PackageActions } from './actions';
import type { PackageModel } from './model';
import type { IOwnFolder } from './ownfolders';

describe('PackageActions', () => {
  const open = jest.fn();
  const model = {
    isDisposed: false,
    open,
    preview: preview()
  } as unknown as PackageModel;

  function actions(
    folder = '',
    own: readonly IOwnFolder[] = []
  ): PackageActions {
    return new PackageActions({
      docManager: {} as IDocumentManager,
      ownFolders: async () => own,
      preferences: { folder } as IPreferences,
      publish: jest.fn(),
      submit: jest.fn(),
      trans,
      translator: nullTranslator,
      workingCopies: {} as WorkingCopies
    });
  }

  const field = (): HTMLInputElement =>
    document.querySelector('.jp-SciMeshFolderField input') as HTMLInputElement;

  beforeEach(() => {
    open.mockClear();
  });

  it('proposes a folder and takes another one', async () => {
    const done = actions().open(model, false);
    await waitForDialog();
    expect(field().value).toBe('ScienceMesh/Dimuon spectrum');
    field().value = '/elsewhere/ ';
    await acceptDialog();
    await done;
    expect(open.mock.calls).toEqual([['elsewhere', false, null]]);
  });

  it('proposes a folder in the place that the person has set', async () => {
    const done = actions('Received/packages').open(model, true);
    await waitForDialog();
    expect(field().value).toBe('Received/packages/Dimuon spectrum');
    await acceptDialog();
    await done;
    expect(open.mock.calls).toEqual([
      ['Received/packages/Dimuon spectrum', true, null]
    ]);
  });

  it('offers to keep it among own files elsewhere, too', async () => {
    const own = [{ label: 'CERNBox: marie', folder: 'CERNBox:/marie' }];
    const done = actions('', own).open(model, false);
    await waitForDialog();
    const select = document.querySelector(
      '.jp-SciMeshFolderField select'
    ) as HTMLSelectElement;
    expect([...select.options].map(option => option.text)).toEqual([
      'here only',
      'here and in CERNBox: marie'
    ]);
    expect(select.value).toBe('');
    select.value = 'CERNBox:/marie';
    await acceptDialog();
    await done;
    expect(open.mock.calls).toEqual([
      ['ScienceMesh/Dimuon spectrum', false, 'CERNBox:/marie']
    ]);
  });

  it('does nothing when the person thinks better of it', async () => {
    const done = actions().open(model, false);
    await waitForDialog();
    await dismissDialog();
    await done;
    expect(open).not.toHaveBeenCalled();
  });

  it('comes back with the folder that was chosen in the file browser', async () => {
    const browse = jest
      .spyOn(FileDialog, 'getExistingDirectory')
      .mockResolvedValue({
        button: { accept: true },
        value: [{ path: 'projects/muons' } as Contents.IModel]
      } as Awaited<ReturnType<typeof FileDialog.getExistingDirectory>>);
    const done = actions().open(model, false);
    await waitForDialog();
    [...document.querySelectorAll('button')]
      .find(button => button.textContent === 'Browse…')
      ?.click();
    await settle();
    await waitForDialog();
    expect(field().value).toBe('projects/muons/Dimuon spectrum');
    await acceptDialog();
    await done;
    expect(open).toHaveBeenCalledWith(
      'projects/muons/Dimuon spectrum',
      false,
      null
    );
    browse.mockRestore();
  });
});
