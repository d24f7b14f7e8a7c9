import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Preferences } from '../preferences';
import { IPreferences } from '../tokens';

/**
 * Reads the settings.
 */
export const settings: JupyterFrontEndPlugin<IPreferences> = {
  id: 'jupyterlab-sciencemesh:settings',
  description: 'Holds the ScienceMesh settings.',
  autoStart: true,
  optional: [ISettingRegistry],
  provides: IPreferences,
  activate: (
    _app: JupyterFrontEnd,
    registry: ISettingRegistry | null
  ): IPreferences => {
    const preferences = new Preferences();
    registry
      ?.load(settings.id)
      .then(loaded => preferences.follow(loaded))
      .catch((cause: unknown) => {
        console.error('The ScienceMesh settings were not loaded.', cause);
      });
    return preferences;
  }
};
