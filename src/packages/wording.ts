import type { TranslationBundle } from '@jupyterlab/translation';
import type { LabIcon } from '@jupyterlab/ui-components';
import { notebookIcon } from '@jupyterlab/ui-components';
import type {
  PackageFile,
  PackageKind,
  PackagePreview
} from 'sciencemesh-contract';
import {
  dataIcon,
  repositoryIcon,
  scriptIcon,
  serviceIcon,
  workflowIcon
} from '../icons';

/**
 * The icon of a kind of package.
 */
export function packageKindIcon(kind: PackageKind): LabIcon {
  switch (kind) {
    case 'notebook':
      return notebookIcon;
    case 'script':
      return scriptIcon;
    case 'repository':
      return repositoryIcon;
    case 'workflow':
      return workflowIcon;
    case 'service':
      return serviceIcon;
    case 'data':
      return dataIcon;
  }
}

/**
 * What a package is, in a word or two.
 */
export function packageKindLabel(
  kind: PackageKind,
  trans: TranslationBundle
): string {
  switch (kind) {
    case 'notebook':
      return trans.__('Notebook');
    case 'script':
      return trans.__('Script');
    case 'repository':
      return trans.__('Git repository');
    case 'workflow':
      return trans.__('Workflow');
    case 'service':
      return trans.__('Service');
    case 'data':
      return trans.__('Data');
  }
}

/**
 * Where a file comes from, short enough for a column.
 */
export function sourceLabel(
  file: PackageFile,
  trans: TranslationBundle
): string {
  switch (file.source) {
    case 'https':
    case 'github':
    case 'onedata':
      return file.host ?? trans.__('Web address');
    case 'http':
      return `http://${file.host ?? ''}`;
    case 'landing':
      return trans.__('Page on %1', file.host ?? trans.__('the web'));
    case 'included':
      return trans.__('In the package');
    case 'missing':
      return trans.__('Not in the package');
  }
}

/**
 * The state of a file's source, short enough for a column.
 */
export function checkLabel(
  file: PackageFile,
  trans: TranslationBundle
): string {
  if (file.source === 'missing') {
    return trans.__('Cannot be fetched');
  }
  if (file.included) {
    return trans.__('Here');
  }
  switch (file.check) {
    case 'unchecked':
      return file.source === 'landing'
        ? trans.__('Known after checking')
        : trans.__('Not checked');
    case 'checking':
      return trans.__('Checking…');
    case 'available':
      return trans.__('Available');
    case 'login':
      return trans.__('Asks for a login');
    case 'missing':
      return trans.__('No longer there');
    case 'refused':
      return trans.__('Not allowed');
    case 'failed':
      return trans.__('No answer');
  }
}

/**
 * How the state of a file's source is to be taken.
 */
export function checkTone(file: PackageFile): 'plain' | 'good' | 'bad' {
  if (file.source === 'missing') {
    return 'bad';
  }
  switch (file.check) {
    case 'unchecked':
    case 'checking':
      return 'plain';
    case 'available':
      return 'good';
    case 'login':
    case 'missing':
    case 'refused':
    case 'failed':
      return 'bad';
  }
}

/**
 * What the main button does with this package.
 */
export function openLabel(
  preview: PackagePreview,
  trans: TranslationBundle
): string {
  return preview.runnable.here
    ? trans.__('Open as notebook')
    : trans.__('Fetch the files');
}

/**
 * A licence as people name it; crates give its address.
 */
export function licenseLabel(license: string): string {
  const spdx = /^https?:\/\/spdx\.org\/licenses\/([^/]+?)(?:\.html)?$/.exec(
    license
  );
  if (spdx?.[1]) {
    return spdx[1];
  }
  const [, kind, version] =
    /^https?:\/\/creativecommons\.org\/(?:licenses|publicdomain)\/([a-z-]+)\/([\d.]+)/.exec(
      license
    ) ?? [];
  if (kind && version) {
    return kind === 'zero'
      ? `CC0 ${version}`
      : `CC ${kind.toUpperCase()} ${version}`;
  }
  return license.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '');
}
