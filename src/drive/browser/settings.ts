import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { DriveBrowser } from './browser';

/**
 * The plugin whose settings say how people want file browsers to look.
 */
export const FILE_BROWSER_SETTINGS =
  '@jupyterlab/filebrowser-extension:browser';

/** Settings that are properties of a file browser of the same name. */
const LOOKS = [
  'clearFilterOnNavigation',
  'showDateCreatedColumn',
  'showFileCheckboxes',
  'showFileSizeColumn',
  'showFullPath',
  'showHiddenFiles',
  'showLastModifiedColumn',
  'singleClickNavigation',
  'sortFileNamesNaturally',
  'sortNotebooksFirst'
] as const;

/**
 * Have the drive look as the person wants all file browsers to look; JupyterLab
 * applies these settings to its own browser alone.
 */
export function follow(
  settings: ISettingRegistry.ISettings,
  browser: DriveBrowser
): void {
  const apply = (): void => {
    const { composite } = settings;
    for (const look of LOOKS) {
      const wanted = composite[look];
      if (typeof wanted === 'boolean' && browser[look] !== wanted) {
        browser[look] = wanted;
      }
    }
    const { filterDirectories, useFuzzyFilter } = composite;
    if (typeof filterDirectories === 'boolean') {
      browser.model.filterDirectories = filterDirectories;
    }
    if (typeof useFuzzyFilter === 'boolean') {
      browser.model.useFuzzyFilter = useFuzzyFilter;
    }
  };
  settings.changed.connect(apply);
  apply();
}
