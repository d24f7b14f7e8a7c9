import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICompanion, ITransfers } from '../tokens';
import { TransfersModel } from '../transfers/model';
import { StartedHere } from '../transfers/started';

/**
 * Keeps the transfers.
 */
export const transfers: JupyterFrontEndPlugin<TransfersModel> = {
  id: 'jupyterlab-sciencemesh:transfers',
  description: 'Keeps track of the working copies that are being made.',
  autoStart: true,
  requires: [ICompanion],
  provides: ITransfers,
  activate: (_app: JupyterFrontEnd, companion: ICompanion): TransfersModel =>
    new TransfersModel({
      companion,
      started: new StartedHere(window.sessionStorage)
    })
};
