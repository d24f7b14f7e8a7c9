import type { Contents } from '@jupyterlab/services';
import type { Providers } from '../shares/providers';

/**
 * A folder among the person's own files at a provider.
 */
export interface IOwnFolder {
  /**
   * What the person knows it as.
   */
  readonly label: string;

  /**
   * Its path, as the companion names it.
   */
  readonly folder: string;
}

/**
 * The folders among the person's own files that can receive a copy; none while
 * a provider does not tell.
 */
export async function ownFolders(
  contents: Pick<Contents.IManager, 'get'>,
  providers: Pick<Providers, 'connected'>
): Promise<IOwnFolder[]> {
  const lists = await Promise.all(
    providers.connected.map(async ({ drive }) => {
      if (drive === null) {
        return [];
      }
      try {
        const root = await contents.get(`${drive}:`);
        return (root.content as Contents.IModel[])
          .filter(({ type }) => type === 'directory')
          .map(({ name }) => ({
            label: `${drive}: ${name}`,
            folder: `${drive}:/${name}`
          }));
      } catch {
        // Its drive shows what is wrong.
        return [];
      }
    })
  );
  return lists.flat();
}
