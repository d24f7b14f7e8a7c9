import * as React from 'react';
import type { MirrorFile } from 'sciencemesh-contract';
import { Banner } from '../elements/banner';
import { TextButton } from '../elements/button';
import type { INoteProps } from './arrival';
import { FileList, ListToggle } from './filelist';

/**
 * Files that were made or changed here and that the share has not.
 */
export function Changes(props: INoteProps): JSX.Element | null {
  const { copy, mirror, trans } = props;
  const { changed, conflicts, sending, writable } = mirror;
  if (changed === 0) {
    return null;
  }
  const plain = changed - conflicts;
  const title = trans._n(
    '%1 file made or changed here is not in %2',
    '%1 files made or changed here are not in %2',
    changed,
    copy.shareName
  );
  return (
    <Banner
      tone={conflicts > 0 ? 'warning' : 'info'}
      title={title}
      actions={
        <>
          {writable && plain > 0 && (
            <TextButton
              small
              kind="accept"
              disabled={sending > 0}
              onClick={() => void copy.uploadAll()}
            >
              {trans._n(
                'Upload %1 file to %2',
                'Upload %1 files to %2',
                plain,
                copy.shareName
              )}
            </TextButton>
          )}
          <ListToggle copy={copy} section="changed" trans={trans} />
        </>
      }
    >
      {!writable && (
        <p>
          {trans.__(
            'The share is for reading: the files stay on this machine, in %1.',
            mirror.folder
          )}
        </p>
      )}
      {conflicts > 0 && (
        <p>
          {trans._n(
            '%1 of them was changed at the share as well. Nothing is overwritten before you decide.',
            '%1 of them were changed at the share as well. Nothing is overwritten before you decide.',
            conflicts
          )}
        </p>
      )}
      <span className="jp-SciMeshHidden" role="status">
        {title}
      </span>
      <FileList
        copy={copy}
        label={trans.__('Files made or changed here')}
        section="changed"
        trans={trans}
        row={file => <Row {...props} file={file} />}
      />
    </Banner>
  );
}

function Row(
  props: INoteProps & { readonly file: MirrorFile }
): JSX.Element | null {
  const { copy, file, mirror, trans } = props;
  const { message, path, state } = file;
  if (!mirror.writable) {
    return null;
  }
  if (state === 'sending') {
    return <span role="status">{trans.__('Uploading')}</span>;
  }
  return (
    <>
      {message && <span className="jp-SciMeshTone jp-mod-bad">{message}</span>}
      {state === 'conflict' ? (
        <>
          <TextButton
            small
            aria-label={trans.__('Keep both of %1', path)}
            onClick={() =>
              void copy.upload([{ path, resolution: 'keep-both' }])
            }
          >
            {trans.__('Keep both')}
          </TextButton>
          <TextButton
            small
            aria-label={trans.__('Overwrite %1 at the share', path)}
            onClick={() =>
              void copy.upload([{ path, resolution: 'overwrite' }])
            }
          >
            {trans.__('Overwrite')}
          </TextButton>
        </>
      ) : (
        <TextButton
          small
          aria-label={trans.__('Upload %1', path)}
          onClick={() => void copy.upload([{ path }])}
        >
          {trans.__('Upload')}
        </TextButton>
      )}
    </>
  );
}
