import * as React from 'react';
import { warningIcon } from '../icons';
import type { IPartProps } from './section';
import { Section } from './section';

/**
 * What was odd about the package when it was read.
 */
export function Notices(props: IPartProps): JSX.Element | null {
  const { preview, trans } = props;
  const [isWhole, setWhole] = React.useState(false);
  const { warnings } = preview;
  if (warnings.length === 0) {
    return null;
  }
  const shown = isWhole ? warnings : warnings.slice(0, FIRST);
  const more = warnings.length - shown.length;
  return (
    <Section
      title={trans._n('%1 warning', '%1 warnings', warnings.length)}
      note={trans.__('None of them keeps the package from being opened.')}
    >
      <ul className="jp-SciMeshNotices">
        {shown.map((warning, index) => (
          <li key={index} data-code={warning.code}>
            <warningIcon.react tag="span" className="jp-SciMeshNotices-icon" />
            <div>
              <p>{warning.message}</p>
              {warning.entity && (
                <code className="jp-SciMeshNotices-entity">
                  {warning.entity}
                </code>
              )}
            </div>
          </li>
        ))}
      </ul>
      {more > 0 && (
        <button
          type="button"
          className="jp-SciMeshLink"
          onClick={() => setWhole(true)}
        >
          {trans._n('Show %1 more', 'Show %1 more', more)}
        </button>
      )}
    </Section>
  );
}

/** So many are shown at once; a broken crate may have thousands. */
const FIRST = 5;
