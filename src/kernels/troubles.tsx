import * as React from 'react';
import { Banner } from '../elements/banner';
import { TextButton } from '../elements/button';
import type { INoteProps } from './arrival';
import { FileList, ListToggle } from './filelist';

/**
 * Files that could not be brought in or sent, and why; and what else the
 * companion has to say.
 */
export function Troubles(props: INoteProps): JSX.Element {
  const { copy, mirror, trans } = props;
  return (
    <>
      {mirror.state === 'ready' && mirror.message && (
        <Banner tone="info" title={mirror.message} />
      )}
      {mirror.failed > 0 && (
        <Banner
          tone="warning"
          title={trans._n(
            '%1 file could not be brought in step',
            '%1 files could not be brought in step',
            mirror.failed
          )}
          actions={
            <>
              <TextButton small onClick={() => void copy.refresh()}>
                {trans.__('Try again')}
              </TextButton>
              <ListToggle copy={copy} section="failed" trans={trans} />
            </>
          }
        >
          <FileList
            copy={copy}
            label={trans.__('Files that could not be brought in step')}
            section="failed"
            trans={trans}
            row={({ message }) => <span>{message}</span>}
          />
        </Banner>
      )}
    </>
  );
}
