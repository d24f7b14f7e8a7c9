import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { CollisionPolicy, CopyPreview } from 'sciencemesh-contract';
import * as React from 'react';
import { Breakable } from '../elements/breakable';
import { bytesText } from '../transfers/wording';

/** So many names say what it is about. */
const SHOWN = 8;

const POLICIES: readonly CollisionPolicy[] = ['keep-both', 'replace', 'skip'];

/**
 * Ask what becomes of names that are taken, once for all of them.
 *
 * @returns null when the person gives up the copy
 */
export async function askCollisions(
  preview: CopyPreview,
  trans: TranslationBundle
): Promise<CollisionPolicy | null> {
  const { button } = await showDialog({
    title: trans._n(
      '%1 name is taken',
      '%1 names are taken',
      preview.collisionCount
    ),
    body: new CollisionList(preview, trans),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.createButton({
        label: trans.__('Skip'),
        caption: trans.__('Leave what is there, copy the rest'),
        actions: ['skip']
      }),
      Dialog.warnButton({
        label: trans.__('Replace'),
        caption: trans.__('Replace files that are there by the copies'),
        actions: ['replace']
      }),
      Dialog.okButton({
        label: trans.__('Keep both'),
        caption: trans.__('Give the copies new names'),
        actions: ['keep-both']
      })
    ]
  });
  return button.accept
    ? (POLICIES.find(policy => button.actions.includes(policy)) ?? null)
    : null;
}

/**
 * What is in the way.
 */
class CollisionList extends ReactWidget {
  constructor(
    private readonly _preview: CopyPreview,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-SciMeshCollisions');
  }

  protected render(): JSX.Element {
    const { collisionCount, collisions } = this._preview;
    const trans = this._trans;
    const shown = collisions.slice(0, SHOWN);
    const more = collisionCount - shown.length;
    return (
      <>
        <p>
          {trans.__(
            'There is something of the same name where the copies go. What shall become of it?'
          )}
        </p>
        <ul>
          {shown.map(({ kind, modified, path, replaceable, size }) => (
            <li key={path}>
              <Breakable text={path} />
              <span className="jp-SciMeshCollisions-facts">
                {[
                  kind === 'folder' ? trans.__('folder') : '',
                  size === null ? '' : bytesText(size),
                  modified === null ? '' : new Date(modified).toLocaleString(),
                  replaceable ? '' : trans.__('of another kind, stays')
                ]
                  .filter(fact => fact !== '')
                  .join(' · ')}
              </span>
            </li>
          ))}
        </ul>
        {more > 0 && <p>{trans._n('and %1 more', 'and %1 more', more)}</p>}
        {collisions.some(({ kind }) => kind === 'folder') && (
          <p>
            {trans.__(
              'With Replace and Skip, folders of the same name become one.'
            )}
          </p>
        )}
      </>
    );
  }
}
