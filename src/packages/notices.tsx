import * as React from 'react';
import { infoIcon, warningIcon } from '../icons';
import type { IPartProps } from './section';
import { Section } from './section';

/**
 * What was odd about the package when it was read, and what is good to know.
 */
export function Notices(props: IPartProps): JSX.Element | null {
  const { preview, trans } = props;
  const [isWhole, setWhole] = React.useState(false);
  const warnings = preview.warnings.filter(({ level }) => level === 'warning');
  const notes = preview.warnings.filter(({ level }) => level === 'note');
  if (preview.warnings.length === 0) {
    return null;
  }
  const all = [...warnings, ...notes];
  const shown = isWhole ? all : all.slice(0, FIRST);
  const more = all.length - shown.length;
  return (
    <Section
      title={
        warnings.length > 0
          ? trans._n('%1 warning', '%1 warnings', warnings.length)
          : trans.__('Good to know')
      }
      note={
        warnings.length > 0
          ? trans.__('None of them keeps the package from being opened.')
          : undefined
      }
    >
      <ul className="jp-SciMeshNotices">
        {shown.map((notice, index) => {
          const Icon = notice.level === 'note' ? infoIcon : warningIcon;
          return (
            <li
              key={index}
              className={`jp-mod-${notice.level}`}
              data-code={notice.code}
            >
              <Icon.react tag="span" className="jp-SciMeshNotices-icon" />
              <div>
                <p>{notice.message}</p>
                {notice.entity && (
                  <code className="jp-SciMeshNotices-entity">
                    {notice.entity}
                  </code>
                )}
              </div>
            </li>
          );
        })}
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
