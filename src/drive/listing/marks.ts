import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { LabIcon } from '@jupyterlab/ui-components';
import { lockIcon } from '@jupyterlab/ui-components';
import type { ContentShare, ContentSync } from 'sciencemesh-contract';
import {
  conflictIcon,
  goneIcon,
  pendingIcon,
  refusedIcon,
  unreachableIcon,
  warningIcon
} from '../../icons';
import { detailsOf, isReadOnly, isShare } from '../entry';

/**
 * A sign beside a name.
 */
export interface IMark {
  readonly icon: LabIcon;

  /**
   * What it means, in a sentence.
   */
  readonly label: string;
  readonly name: string;
}

/**
 * How things stand with an entry.
 */
export function marksOf(
  model: Contents.IModel,
  trans: TranslationBundle
): readonly IMark[] {
  const known = detailsOf(model);
  if (!known) {
    return [];
  }
  const marks: IMark[] = [];
  if (known.problem !== null) {
    marks.push({ icon: warningIcon, label: known.problem, name: 'problem' });
  }
  const sync = syncMark(known.sync, known.provider, trans);
  if (sync) {
    marks.push(sync);
  }
  // Below the root all entries are in reach, or there would be no list.
  if (isShare(model.path)) {
    const reach = reachMark(known, trans);
    if (reach) {
      marks.push(reach);
    }
  }
  if (isReadOnly(model)) {
    marks.push({
      icon: lockIcon,
      label: trans.__('Read-only'),
      name: 'locked'
    });
  }
  return marks;
}

function syncMark(
  sync: ContentSync,
  provider: string | null,
  trans: TranslationBundle
): IMark | null {
  const host = provider ?? trans.__('its server');
  switch (sync) {
    case 'none':
      return null;
    case 'pending':
      return {
        icon: pendingIcon,
        label: trans.__('Not at %1 yet: kept here, and sent later', host),
        name: 'pending'
      };
    case 'sending':
      return {
        icon: pendingIcon,
        label: trans.__('Being sent to %1', host),
        name: 'pending'
      };
    case 'conflict':
      return {
        icon: conflictIcon,
        label: trans.__(
          'Somebody else has changed it: your edit waits for your decision'
        ),
        name: 'conflict'
      };
    case 'failed':
      return {
        icon: conflictIcon,
        label: trans.__('Your edit could not be sent to %1', host),
        name: 'conflict'
      };
  }
}

function reachMark(
  { byLogin, provider, reach }: ContentShare,
  trans: TranslationBundle
): IMark | null {
  const host = provider ?? trans.__('Its server');
  switch (reach) {
    case 'ready':
    case 'waiting':
      return null;
    case 'unreachable':
      return {
        icon: unreachableIcon,
        label: trans.__('%1 cannot be reached at the moment', host),
        name: 'unreachable'
      };
    case 'failing':
      return {
        icon: unreachableIcon,
        label: trans.__('%1 has trouble at the moment', host),
        name: 'failing'
      };
    case 'refused':
      return {
        icon: refusedIcon,
        label: byLogin
          ? trans.__('%1 does not let you in at the moment', host)
          : trans.__('%1 no longer takes the key of this share', host),
        name: 'refused'
      };
    case 'gone':
      return {
        icon: goneIcon,
        label: trans.__('Revoked or gone'),
        name: 'gone'
      };
  }
}
