import type { TranslationBundle } from '@jupyterlab/translation';
import type { LabIcon } from '@jupyterlab/ui-components';
import { fileIcon, folderIcon, linkIcon } from '@jupyterlab/ui-components';
import type { Party, Provider, Share, ShareKind } from 'sciencemesh-contract';
import { packageIcon } from '../icons';
import type { ShareFilter } from './filter';

/**
 * The icon of what was shared.
 */
export function kindIcon(kind: ShareKind): LabIcon {
  switch (kind) {
    case 'package':
      return packageIcon;
    case 'folder':
      return folderIcon;
    case 'file':
      return fileIcon;
    case 'other':
      return linkIcon;
  }
}

/**
 * What was shared, in a word.
 */
export function kindLabel(share: Share, trans: TranslationBundle): string {
  switch (share.kind) {
    case 'package':
      return trans.__('Package');
    case 'folder':
      return trans.__('Folder');
    case 'file':
      return trans.__('File');
    case 'other':
      return share.resourceType || trans.__('Something else');
  }
}

/**
 * The name of a filter.
 */
export function filterLabel(
  filter: ShareFilter,
  trans: TranslationBundle
): string {
  switch (filter) {
    case 'all':
      return trans.__('All');
    case 'pending':
      return trans.__('Pending');
    case 'accepted':
      return trans.__('Accepted');
    case 'hidden':
      return trans.__('Hidden');
  }
}

/**
 * A person or a machine, as short as it can be told.
 */
export function partyName(party: Party): string {
  return party.displayName ?? party.address;
}

/**
 * A person or a machine with everything that is known.
 */
export function partyInFull(party: Party, trans: TranslationBundle): string {
  return party.displayName
    ? trans.__('%1 (%2)', party.displayName, party.address)
    : party.address;
}

/**
 * Who a share is from; nobody has proven it where the sender did not sign.
 */
export function senderPhrase(
  share: Share,
  name: string,
  trans: TranslationBundle
): string {
  switch (share.authenticity) {
    case 'claimed':
      return trans.__('claims to be from %1', name);
    case 'signed':
      return trans.__('from %1', name);
  }
}

/**
 * How a provider is doing, where it is not as it should be.
 */
export function troubleTitle(
  provider: Provider,
  trans: TranslationBundle
): string {
  const { label } = provider;
  switch (provider.state) {
    case 'signed-out':
      return trans.__('%1: sign in again', label);
    case 'unreachable':
      return trans.__('%1 cannot be reached', label);
    case 'limited':
      return trans.__('%1: not everything works', label);
    case 'connecting':
    case 'ready':
      return label;
  }
}

/**
 * Why the contents of a package cannot be shown; null where they can, and
 * where it is no package.
 */
export function unreadable(
  share: Share,
  provider: Provider | null,
  trans: TranslationBundle
): string | null {
  if (share.kind !== 'package' || share.package !== null) {
    return null;
  }
  if (provider?.message) {
    return trans.__('Its contents cannot be read yet: %1', provider.message);
  }
  return provider?.capabilities.crates === false
    ? trans.__(
        'Its contents cannot be read here: %1 does not hand them out.',
        provider.label
      )
    : trans.__(
        'Its contents cannot be read yet. Refresh the shares in a moment.'
      );
}

/**
 * What leads to the page of a share in its provider's own web interface.
 */
export function openElsewhere(
  provider: Provider | null,
  trans: TranslationBundle
): string {
  return provider
    ? trans.__('Open in %1', provider.label)
    : trans.__('Open its web page');
}
