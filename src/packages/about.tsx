import * as React from 'react';
import type { IPartProps } from './section';

/**
 * The description, as plain text: it is a stranger's.
 */
export function About(props: IPartProps): JSX.Element | null {
  const { preview, trans } = props;
  const [isWhole, setWhole] = React.useState(false);
  const text = preview.description.trim();
  if (text === '') {
    return null;
  }
  const isLong = text.length > LONG || text.split('\n').length > LINES;
  return (
    <div className="jp-SciMeshAbout">
      <p className={isLong && !isWhole ? 'jp-mod-clamped' : ''}>{text}</p>
      {isLong && (
        <button
          type="button"
          className="jp-SciMeshLink"
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? trans.__('Show less') : trans.__('Show more')}
        </button>
      )}
    </div>
  );
}

/** More than this many characters, or lines, are folded. */
const LONG = 480;
const LINES = 5;
