import type { TranslationBundle } from '@jupyterlab/translation';
import type { Publication, Repository } from 'sciencemesh-contract';
import * as React from 'react';
import { Instant } from '../../elements/instant';
import { ProgressLine } from '../../jobs/progressline';
import type { PublicationActions } from '../actions';
import { isUploading } from '../model';
import { SandboxMark } from '../repositories/marks';
import { PublicationStateIcon } from '../stateicon';
import { stateWord, uploadFraction } from '../wording';
import { RowButtons } from './buttons';
import { rowLine } from './wording';

/**
 * One publication in the side bar. A thousand of them stand there while some
 * move on each second: only those are drawn anew.
 */
export const PublicationRow = React.memo(function PublicationRow(
  props: PublicationRow.IProps
): JSX.Element {
  const { actions, isCurrent, isFresh, publication, repository, trans } = props;
  const { form, id, state, title } = publication;
  const line = rowLine(trans, publication);
  const { version } = form.metadata;
  const standing =
    repository === undefined
      ? stateWord(trans, state)
      : trans.__('%1, %2', stateWord(trans, state), repository.name);
  return (
    <div
      className={[
        'jp-SciMeshEntry',
        'jp-SciMeshPublication',
        isFresh ? 'jp-mod-fresh' : '',
        isCurrent ? 'jp-mod-current' : ''
      ].join(' ')}
      data-publication-id={id}
      aria-busy={props.isBusy}
    >
      <button
        type="button"
        className="jp-SciMeshEntry-main"
        ref={node => props.register(id, node)}
        tabIndex={isCurrent ? 0 : -1}
        title={trans.__('Open the page of %1', title)}
        onClick={() => actions.open(id)}
        onFocus={() => props.focus(id)}
      >
        <PublicationStateIcon state={state} trans={trans} />
        <span className="jp-SciMeshEntry-text">
          <span className="jp-SciMeshEntry-name jp-SciMeshPublication-name">
            {isFresh && (
              <span className="jp-SciMeshShare-new" title={trans.__('New')}>
                <span className="jp-SciMeshHidden">{trans.__('New:')}</span>
              </span>
            )}
            {title === '' ? trans.__('Without a title') : title}
            {version !== undefined && (
              <span className="jp-SciMeshPublication-version">{version}</span>
            )}
          </span>
          <span className="jp-SciMeshEntry-where jp-SciMeshPublication-where">
            <span className="jp-SciMeshPublication-state" title={standing}>
              {standing}
            </span>
            <span className="jp-SciMeshPublication-when">
              {repository?.sandbox && <SandboxMark trans={trans} />}
              <Instant
                at={publication.publishedAt ?? publication.changedAt}
                short
              />
            </span>
          </span>
          {line !== null && (
            <span className="jp-SciMeshPublication-line" title={line}>
              {line}
            </span>
          )}
          {isUploading(state) && (
            <ProgressLine
              fraction={uploadFraction(publication)}
              label={trans.__('How far %1 is', title)}
            />
          )}
        </span>
      </button>
      <RowButtons
        actions={actions}
        isArchive={repository?.kind === 'bundle'}
        isBusy={props.isBusy}
        isLatest={props.isLatest}
        publication={publication}
        showFile={props.showFile}
        tabIndex={isCurrent ? 0 : -1}
        trans={trans}
      />
    </div>
  );
});

/**
 * The namespace for `PublicationRow` statics.
 */
export namespace PublicationRow {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly actions: PublicationActions;

    /**
     * The row has received the focus.
     */
    readonly focus: (id: string) => void;
    readonly isBusy: boolean;

    /**
     * Whether this is the row that the Tab key reaches.
     */
    readonly isCurrent: boolean;

    /**
     * Whether nobody has looked at what became of it.
     */
    readonly isFresh: boolean;

    /**
     * Whether no later version is known here.
     */
    readonly isLatest: boolean;
    readonly publication: Publication;

    /**
     * Take note of what receives the focus.
     */
    readonly register: (id: string, node: HTMLButtonElement | null) => void;
    readonly repository: Repository | undefined;

    /**
     * Show a file of Jupyter's among those beside it.
     */
    readonly showFile: (path: string) => void;
    readonly trans: TranslationBundle;
  }
}
