import { PromiseDelegate } from '@lumino/coreutils';
import type { ISessionContext } from '@jupyterlab/apputils';
import { folderOf } from './folder';
import { holdKernel } from './gate';

describe('holdKernel', () => {
  it('starts the kernel when the wait is over, and as it would have', async () => {
    const startKernel = jest.fn(async () => true);
    const context = { isDisposed: false, startKernel };
    const wait = new PromiseDelegate<void>();
    holdKernel(context as unknown as ISessionContext, () => wait.promise);
    const starting = context.startKernel();
    await Promise.resolve();
    expect(startKernel).not.toHaveBeenCalled();
    wait.resolve();
    expect(await starting).toBe(true);
    expect(startKernel).toHaveBeenCalledTimes(1);
  });

  it('starts none for a notebook that was closed meanwhile', async () => {
    const startKernel = jest.fn(async () => true);
    const context = { isDisposed: true, startKernel };
    holdKernel(context as unknown as ISessionContext, () => Promise.resolve());
    expect(await context.startKernel()).toBe(false);
    expect(startKernel).not.toHaveBeenCalled();
  });
});

const DRIVES = new Set(['ScienceMesh', 'CERNBox']);

describe('folderOf', () => {
  it.each([
    ['ScienceMesh:Data/runs/nb.ipynb', 'Data/runs'],
    ['ScienceMesh:Data/nb.ipynb', 'Data'],
    ['ScienceMesh:/Data/nb.ipynb', 'Data'],
    ['ScienceMesh:nb.ipynb', 'nb.ipynb'],
    ['ScienceMesh:', null],
    ['nb.ipynb', null],
    ['folder/nb.ipynb', null],
    ['RTC:Data/nb.ipynb', null],
    ['CERNBox:Home/runs/nb.ipynb', 'CERNBox:/Home/runs'],
    ['CERNBox:Home/nb.ipynb', 'CERNBox:/Home'],
    ['CERNBox:', null]
  ])('of %s is %s', (path, folder) => {
    expect(folderOf(path, DRIVES)).toBe(folder);
  });
});
