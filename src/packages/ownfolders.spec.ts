import type { Contents } from '@jupyterlab/services';
import type { Provider } from 'sciencemesh-contract';
import { ownFolders } from './ownfolders';

describe('ownFolders', () => {
  const provider = (drive: string | null): Provider =>
    ({ id: 'a', drive }) as Provider;

  it('lists what each drive with own files has', async () => {
    const get = jest.fn(
      async (path: string) =>
        ({
          content:
            path === 'CERNBox:'
              ? [
                  { name: 'marie', type: 'directory' },
                  { name: 'note.txt', type: 'file' }
                ]
              : []
        }) as unknown as Contents.IModel
    );
    expect(
      await ownFolders(
        { get },
        { connected: [provider('CERNBox'), provider(null)] }
      )
    ).toEqual([{ label: 'CERNBox: marie', folder: 'CERNBox:/marie' }]);
    expect(get.mock.calls.map(([path]) => path)).toEqual(['CERNBox:']);
  });

  it('leaves out a drive that does not answer', async () => {
    const get = jest.fn().mockRejectedValue(new Error('away'));
    expect(
      await ownFolders({ get }, { connected: [provider('CERNBox')] })
    ).toEqual([]);
  });
});
