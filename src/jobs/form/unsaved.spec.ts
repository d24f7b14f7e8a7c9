import type { IDocumentManager } from '@jupyterlab/docmanager';
import { settle, trans } from '../../testing/server';
import { UnsavedDocuments } from './unsaved';

const kernelspec = { name: 'python3', display_name: 'Python 3' };

function notebook(source: string, metadata: object = {}): object {
  return {
    cells: [{ id: 'a', cell_type: 'code', metadata: {}, source }],
    metadata: { title: 'Dimuon', ...metadata },
    nbformat: 4,
    nbformat_minor: 5
  };
}

describe('UnsavedDocuments', () => {
  const save = jest.fn();
  let shown: object;
  let model: { dirty: boolean; toJSON: () => object };
  let unsaved: UnsavedDocuments;

  beforeEach(() => {
    shown = notebook('x = 1');
    model = { dirty: true, toJSON: () => shown };
    save.mockReset().mockImplementation(async () => {
      model.dirty = false;
    });
    unsaved = new UnsavedDocuments(
      {
        contextForWidget: () => ({
          contentsModel: { type: 'notebook' },
          model,
          path: 'a.ipynb',
          save
        }),
        findWidget: () => ({}),
        services: {
          contents: { get: async () => ({ content: notebook('x = 1') }) }
        }
      } as unknown as IDocumentManager,
      trans,
      'A job runs what is saved.'
    );
  });

  const dialog = (): HTMLElement | null =>
    document.querySelector<HTMLElement>('.jp-Dialog');

  async function asked(): Promise<void> {
    while (dialog() === null) {
      await settle();
    }
  }

  const accept = (): void =>
    dialog()
      ?.querySelector<HTMLElement>('.jp-Dialog-button.jp-mod-accept:last-child')
      ?.click();

  it('asks nothing where only the kernel has told its name', async () => {
    shown = notebook('x = 1', {
      kernelspec,
      language_info: { name: 'python' }
    });
    expect(await unsaved.settle('a.ipynb')).toBe(true);
    expect(save).not.toHaveBeenCalled();
  });

  it('saves what the person has changed, once they say so', async () => {
    shown = notebook('x = 2', { kernelspec });
    const settled = unsaved.settle('a.ipynb');
    await asked();
    accept();
    expect(await settled).toBe(true);
    expect(save).toHaveBeenCalledTimes(1);
  });

  it('does not go on where it could not be saved', async () => {
    shown = notebook('x = 2');
    save.mockRejectedValue(new Error('ModalCancelError'));
    const settled = unsaved.settle('a.ipynb');
    await asked();
    accept();
    expect(await settled).toBe(false);
  });

  it('keeps asking when the second click of a double click falls beside it', async () => {
    shown = notebook('x = 2');
    const settled = unsaved.settle('a.ipynb');
    await asked();
    const click = (detail: number): unknown =>
      dialog()?.dispatchEvent(new MouseEvent('click', { detail }));
    click(2);
    await settle();
    expect(dialog()).not.toBeNull();
    click(1);
    expect(await settled).toBe(false);
  });
});
