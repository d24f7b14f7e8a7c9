import * as React from 'react';
import type { MirrorFile } from 'sciencemesh-contract';
import { Banner } from '../elements/banner';
import { TextButton } from '../elements/button';
import type { INoteProps } from './arrival';
import { FileList, ListToggle } from './filelist';

/**
 * What was made, changed, deleted or renamed here, and not at the share.
 */
export function Changes(props: INoteProps): JSX.Element | null {
  const { copy, mirror, trans } = props;
  const { changed, conflicts, rearranged, sending, writable } = mirror;
  if (changed === 0) {
    return null;
  }
  const plain = changed - conflicts - rearranged;
  const title =
    rearranged > 0
      ? trans._n(
          '%1 change made here is not in %2',
          '%1 changes made here are not in %2',
          changed,
          copy.shareName
        )
      : trans._n(
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
      {rearranged > 0 && writable && (
        <p>
          {trans._n(
            '%1 file was deleted or renamed here. The share keeps it as it is until you decide.',
            '%1 files were deleted or renamed here. The share keeps them as they are until you decide.',
            rearranged
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
  const { file, mirror, trans } = props;
  const { message, state } = file;
  if (!mirror.writable) {
    return null;
  }
  if (state === 'sending') {
    return <span role="status">{trans.__('Uploading')}</span>;
  }
  return (
    <>
      {message && <span className="jp-SciMeshTone jp-mod-bad">{message}</span>}
      <Actions {...props} />
    </>
  );
}

function Actions(
  props: INoteProps & { readonly file: MirrorFile }
): JSX.Element {
  const { copy, file, trans } = props;
  const { path, state } = file;
  switch (state) {
    case 'conflict':
      return (
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
      );
    case 'deleted':
      return (
        <>
          <span>{trans.__('Deleted here')}</span>
          <TextButton
            small
            aria-label={trans.__('Bring %1 back', path)}
            onClick={() => void copy.fetch([path])}
          >
            {trans.__('Bring back')}
          </TextButton>
          <TextButton
            small
            aria-label={trans.__('Delete %1 at the share', path)}
            onClick={() => void copy.upload([{ path }])}
          >
            {trans.__('Delete at the share')}
          </TextButton>
        </>
      );
    case 'renamed':
      return (
        <>
          <span>{trans.__('Was %1', file.from ?? '')}</span>
          <TextButton
            small
            aria-label={trans.__('Rename %1 at the share', file.from ?? '')}
            onClick={() => void copy.upload([{ path }])}
          >
            {trans.__('Rename at the share')}
          </TextButton>
        </>
      );
    default:
      return (
        <TextButton
          small
          aria-label={trans.__('Upload %1', path)}
          onClick={() => void copy.upload([{ path }])}
        >
          {trans.__('Upload')}
        </TextButton>
      );
  }
}
