import type { TranslationBundle } from '@jupyterlab/translation';
import type { LabIcon } from '@jupyterlab/ui-components';
import { fileIcon, folderIcon, linkIcon } from '@jupyterlab/ui-components';
import type { Party, Share, ShareKind } from 'sciencemesh-contract';
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
