import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IConnectionStatus } from '@jupyterlab/services';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { CompanionClient } from '../companion/client';
import { CompanionEvents } from '../companion/events';
import { CompanionStatus } from '../companion/status';
import { ICompanion, IPreferences } from '../tokens';

/**
 * Reaches the companion.
 */
export const companion: JupyterFrontEndPlugin<ICompanion> = {
  id: 'jupyterlab-sciencemesh:companion',
  description:
    'Connects the page with the ScienceMesh companion on the Jupyter server.',
  autoStart: true,
  requires: [IPreferences],
  optional: [ITranslator, IConnectionStatus],
  provides: ICompanion,
  activate: (
    app: JupyterFrontEnd,
    preferences: IPreferences,
    translator: ITranslator | null,
    connection: IConnectionStatus | null
  ): ICompanion => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_sciencemesh');
    const { serverSettings } = app.serviceManager;
    const client = new CompanionClient({ serverSettings, trans });
    const status = new CompanionStatus({ client, connection, trans });
    const events = new CompanionEvents({
      connection,
      pollingInterval: preferences.pollingInterval,
      serverSettings,
      status
    });
    preferences.changed.connect(() => {
      events.setPollingInterval(preferences.pollingInterval);
    });
    status.changed.connect(() => app.commands.notifyCommandChanged());
    status.start();
    return { client, events, status };
  }
};
