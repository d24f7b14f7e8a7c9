import * as React from 'react';
import { Banner } from '../elements/banner';
import { TextButton } from '../elements/button';
import { bytesText } from '../transfers/wording';
import type { INoteProps } from './arrival';
import { FileList, ListToggle } from './filelist';

/**
 * Files that are too large to come by themselves.
 */
export function LargerFiles(props: INoteProps): JSX.Element | null {
  const { copy, mirror, trans } = props;
  const { bytes, files } = mirror.left;
  if (files === 0) {
    return null;
  }
  return (
    <Banner
      tone="info"
      title={trans._n(
        '%1 larger file is not here (%2)',
        '%1 larger files are not here (%2)',
        files,
        bytesText(bytes)
      )}
      actions={<ListToggle copy={copy} section="left" trans={trans} />}
    >
      {copy.section === 'left' && (
        <p>
          {trans.__(
            'Fetch what the notebook needs, or read it where it is: ocm://%1/…',
            copy.title
          )}
        </p>
      )}
      <FileList
        copy={copy}
        label={trans.__('Larger files')}
        section="left"
        trans={trans}
        row={({ path, state }) => (
          <TextButton
            small
            disabled={state === 'arriving'}
            aria-label={trans.__('Fetch %1', path)}
            onClick={() => void copy.fetch([path])}
          >
            {trans.__('Fetch')}
          </TextButton>
        )}
      />
    </Banner>
  );
}
