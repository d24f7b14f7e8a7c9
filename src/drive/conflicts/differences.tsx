import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';
import { Banner } from '../../elements/banner';
import { TextButton } from '../../elements/button';
import { Waiting } from '../../elements/placeholder';
import type { Hunk } from './hunks';
import { hunksOf } from './hunks';

/**
 * How the person decides between two versions of a file.
 */
export type Decision = 'overwrite' | 'keep-both' | 'take-theirs';

/**
 * Two versions of a file beside each other, and what can be done about it.
 */
export class Differences extends ReactWidget {
  constructor(options: Differences.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-SciMeshDifferences');
  }

  protected override render(): JSX.Element {
    return <Page {...this._options} />;
  }

  private readonly _options: Differences.IOptions;
}

/**
 * The namespace for `Differences` statics.
 */
export namespace Differences {
  /**
   * Options of the constructor, and properties of the component.
   */
  export interface IOptions {
    readonly decide: (decision: Decision) => void;

    /**
     * Text of the person's own version; null when it is no text.
     */
    readonly mine: string | null;
    readonly name: string;
    readonly provider: string;
    readonly theirs: string | null;
    readonly trans: TranslationBundle;
  }
}

function Page(props: Differences.IOptions): JSX.Element {
  const { decide, name, provider, trans } = props;
  return (
    <section
      aria-label={trans.__('Differences in %1', name)}
      className="jp-SciMeshDifferences-page"
    >
      <Banner
        tone="warning"
        title={trans.__(
          '“%1” was changed at %2 while you worked on it',
          name,
          provider
        )}
        actions={
          <>
            <TextButton onClick={() => decide('keep-both')}>
              {trans.__('Keep both')}
            </TextButton>
            <TextButton onClick={() => decide('overwrite')}>
              {trans.__('Overwrite theirs')}
            </TextButton>
            <TextButton onClick={() => decide('take-theirs')}>
              {trans.__('Discard mine')}
            </TextButton>
          </>
        }
      >
        <p>
          {trans.__(
            'Your version is only in its tab so far. Lines with − are theirs alone, lines with + are yours alone.'
          )}
        </p>
      </Banner>
      <Comparison {...props} />
    </section>
  );
}

function Comparison(props: Differences.IOptions): JSX.Element {
  const { mine, theirs, trans } = props;
  const [hunks, setHunks] = React.useState<Hunk[] | null>(null);
  React.useEffect(() => {
    let isGone = false;
    if (mine !== null && theirs !== null) {
      // Only who meets a conflict needs what compares.
      void import('diff').then(({ diffLines }) => {
        if (!isGone) {
          setHunks(hunksOf(diffLines(theirs, mine)));
        }
      });
    }
    return () => {
      isGone = true;
    };
  }, [mine, theirs]);

  if (mine === null || theirs === null) {
    return <p>{trans.__('This is no text, so it cannot be compared here.')}</p>;
  }
  if (!hunks) {
    return <Waiting label={trans.__('Comparing…')} />;
  }
  if (!hunks.some(({ kind }) => kind === 'lines')) {
    return (
      <p>
        {trans.__(
          'Both say the same. They differ in outputs or in other things that are not shown here.'
        )}
      </p>
    );
  }
  return (
    <table className="jp-SciMeshDifferences-lines">
      <thead>
        <tr>
          <th scope="col">{trans.__('Theirs')}</th>
          <th scope="col">{trans.__('Mine')}</th>
          <th scope="col">
            <span className="jp-SciMeshHidden">{trans.__('Whose')}</span>
          </th>
          <th scope="col">{trans.__('Text')}</th>
        </tr>
      </thead>
      <tbody>
        {hunks.map((hunk, index) => (
          <HunkRows key={index} hunk={hunk} trans={trans} />
        ))}
      </tbody>
    </table>
  );
}

function HunkRows(props: {
  readonly hunk: Hunk;
  readonly trans: TranslationBundle;
}): JSX.Element {
  const { hunk, trans } = props;
  if (hunk.kind === 'alike') {
    return (
      <tr className="jp-mod-alike">
        <td colSpan={4}>
          {trans._n(
            '%1 line that is the same',
            '%1 lines that are the same',
            hunk.count
          )}
        </td>
      </tr>
    );
  }
  return (
    <>
      {hunk.lines.map(({ kind, mine, text, theirs }) => (
        <tr key={`${theirs}-${mine}`} className={`jp-mod-${kind}`}>
          <td>{theirs}</td>
          <td>{mine}</td>
          <td>
            {kind === 'mine' && (
              <span aria-label={trans.__('Mine')} role="img">
                +
              </span>
            )}
            {kind === 'theirs' && (
              <span aria-label={trans.__('Theirs')} role="img">
                −
              </span>
            )}
          </td>
          <td>
            <code>{text}</code>
          </td>
        </tr>
      ))}
    </>
  );
}
