/**
 * jupyter-fs with one of its two back ends for WebDAV: PyFilesystem by
 * fs-webdavfs, or fsspec by webdav4.
 */
import { join } from 'node:path';
import { ContentsContender, encodePath } from '../contents-contender.ts';
import type { Contender } from '../contender.ts';
import type { Surroundings } from '../surroundings.ts';
import { JupyterServer } from '../jupyter-server.ts';

interface Resource {
  drive: string;
  init: boolean;
  errors?: string[];
}

export async function startJupyterFs(
  backEnd: 'pyfs' | 'fsspec',
  surroundings: Surroundings
): Promise<Contender> {
  const { dav, installed } = surroundings;
  const jupyter = await JupyterServer.start({
    environment: join(installed, 'jupyter-fs'),
    folder: await surroundings.emptyFolder(`jupyter-fs-${backEnd}`),
    root: await surroundings.emptyFolder('root'),
    config: {
      ServerApp: {
        jpserver_extensions: { 'jupyterfs.extension': true },
        contents_manager_class: 'jupyterfs.metamanager.MetaManager'
      },
      JupyterFs: { surface_init_errors: true }
    }
  });
  const resource =
    backEnd === 'pyfs'
      ? {
          name: 'bench',
          type: 'pyfs',
          auth: 'none',
          url: `webdav://user:secret@127.0.0.1:${dav.port}/files`
        }
      : {
          name: 'bench',
          type: 'fsspec',
          auth: 'none',
          url: `webdav://`,
          kwargs: { base_url: dav.url }
        };
  const [drive] = await jupyter.send<Resource[]>(
    'POST',
    'jupyterfs/resources',
    { resources: [resource], options: { cache: true } }
  );
  if (!drive?.init) {
    await jupyter.stop();
    throw new Error(
      `jupyter-fs does not open it: ${drive?.errors?.join(' ') ?? ''}`
    );
  }
  const prefix = `${drive.drive}:`;
  return new ContentsContender(
    backEnd === 'pyfs'
      ? 'jupyter-fs 1.2.1, fs-webdavfs 0.4.3.1'
      : 'jupyter-fs 1.2.1, webdav4 0.11',
    jupyter,
    {
      contents: path => `api/contents/${prefix}${encodePath(path)}`,
      target: path => `${prefix}${path}`,
      bytes: path => `files/${prefix}${encodePath(path)}`
    }
  );
}
