import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { SharesModel } from '../shares/model';
import { ICompanion, IReceivedShares } from '../tokens';

/**
 * Keeps the received shares.
 */
export const shares: JupyterFrontEndPlugin<SharesModel> = {
  id: 'jupyterlab-sciencemesh:shares',
  description: 'Keeps the list of received shares up to date.',
  autoStart: true,
  requires: [ICompanion],
  provides: IReceivedShares,
  activate: (_app: JupyterFrontEnd, companion: ICompanion): SharesModel =>
    new SharesModel({ companion })
};
