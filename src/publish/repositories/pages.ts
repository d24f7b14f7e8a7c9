import type { JupyterFrontEnd } from '@jupyterlab/application';
import { SinglePage } from '../../elements/singlepage';
import { publishIcon } from '../../icons';
import { RepositoriesPage } from './page';

/**
 * The page of the repositories.
 */
export function repositoriesPage(
  shell: JupyterFrontEnd.IShell,
  options: RepositoriesPage.IOptions
): SinglePage<RepositoriesPage> {
  const { trans } = options;
  return new SinglePage({
    caption: trans.__('Repositories that files are published at'),
    create: () => new RepositoriesPage(options),
    icon: publishIcon,
    id: 'jp-scimesh-repositories',
    label: trans.__('Repositories'),
    namespace: 'sciencemesh-repositories',
    shell,
    type: 'ScienceMesh repositories'
  });
}
