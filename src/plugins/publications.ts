import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { PublicationsModel } from '../publish/model';
import { ICompanion, IPublications } from '../tokens';

/**
 * Keeps the publications and the repositories.
 */
export const publications: JupyterFrontEndPlugin<PublicationsModel> = {
  id: 'jupyterlab-sciencemesh:publications',
  description:
    'Keeps track of what is published at repositories such as Zenodo, and of the repositories.',
  autoStart: true,
  requires: [ICompanion],
  provides: IPublications,
  activate: (_app: JupyterFrontEnd, companion: ICompanion): PublicationsModel =>
    new PublicationsModel(companion)
};
