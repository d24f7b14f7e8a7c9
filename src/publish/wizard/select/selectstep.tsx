import { undoIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import { TextButton } from '../../../elements/button';
import { Placeholder, Waiting } from '../../../elements/placeholder';
import { warningIcon } from '../../../icons';
import { bytesText } from '../../../transfers/wording';
import { TreeChoice, treeOf, withChoice } from '../filetree';
import type { ITreeNode } from '../filetree';
import type { IStepProps } from '../stepprops';
import { FindingList } from './findings';
import { FolderPolicy } from './folderpolicy';
import { placesOf } from './places';
import { FileTree } from './tree';

/**
 * Which files are published, and what is to be known about them.
 */
export function SelectStep(props: IStepProps): JSX.Element {
  const { form, model, publication, trans } = props;
  const { files: list, planner, undo } = model;
  const files = list?.files ?? null;
  const { excluded } = form;
  const top = React.useMemo(
    () => (files === null ? null : treeOf(files)),
    [files]
  );
  const choice = React.useMemo(
    () => (top === null ? null : new TreeChoice(top, new Set(excluded))),
    [top, excluded]
  );
  if (top === null || choice === null) {
    return list?.failure ? (
      <Placeholder
        icon={warningIcon}
        title={trans.__('The files could not be listed')}
        actions={
          <TextButton onClick={() => model.lookAgain()}>
            {trans.__('Try again')}
          </TextButton>
        }
      >
        <p role="alert">{list.failure.message}</p>
      </Placeholder>
    ) : (
      <Waiting label={trans.__('Looking at the files…')} />
    );
  }
  const findings = (planner?.plan?.findings ?? []).filter(
    ({ field }) => field === null
  );
  const choose = (node: ITreeNode, isChosen: boolean): void =>
    model.rearrange(
      isChosen
        ? trans.__('Chosen: %1', node.path)
        : trans.__('Left out: %1', node.path),
      { excluded: withChoice(top, excluded, node.path, isChosen) }
    );
  const { bytes, files: count } = choice.totals;
  return (
    <>
      <Places {...props} />
      {top.children.length === 0 ? (
        <Placeholder title={trans.__('There are no files')}>
          <p>
            {trans.__(
              'What was selected is empty, or was moved. Begin again from where it is now.'
            )}
          </p>
        </Placeholder>
      ) : (
        <FileTree
          choice={choice}
          choose={choose}
          findings={findings}
          isDisabled={!model.open.files}
          names={form.names}
          top={top}
          trans={trans}
        />
      )}
      <div className="jp-SciMeshPublishTotals">
        <p role="status">
          <strong>{trans._n('%1 file', '%1 files', count)}</strong>
          {', '}
          <strong>{bytesText(bytes)}</strong>
          {publication.form.previous !== null && (
            <span className="jp-SciMeshMuted">
              {' '}
              {trans.__('What did not change is not sent again.')}
            </span>
          )}
        </p>
        {undo.label !== null && model.open.files && (
          <TextButton small icon={undoIcon} onClick={() => model.undoLast()}>
            {trans.__('Undo: %1', undo.label)}
          </TextButton>
        )}
      </div>
      <Looked {...props} count={findings.length} />
      <FindingList {...props} findings={findings} />
      <FolderPolicy {...props} />
    </>
  );
}

function Places({ publication, trans }: IStepProps): JSX.Element {
  return (
    <ul className="jp-SciMeshPublishPlaces">
      {placesOf(publication.subject, trans).map(({ names, title }) => (
        <li key={title}>
          <span className="jp-SciMeshMark">{title}</span>
          {names.length > 0 && (
            <span title={names.join('\n')}>
              {names.slice(0, MOST_NAMES).join(', ')}
              {names.length > MOST_NAMES
                ? trans.__(' and %1 more', names.length - MOST_NAMES)
                : ''}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Whether the files were looked into, and what came of it. */
function Looked(
  props: IStepProps & { readonly count: number }
): JSX.Element | null {
  const { count, model, trans } = props;
  const { planner } = model;
  if (planner === null) {
    return null;
  }
  if (planner.isUnderWay) {
    return (
      <p className="jp-SciMeshMuted" role="status">
        {trans.__(
          'Looking for secrets, cells that did not run, and names that a repository refuses…'
        )}
      </p>
    );
  }
  if (planner.failure) {
    return (
      <p className="jp-SciMeshPublishTrouble" role="alert">
        {planner.failure.message}
        <TextButton small onClick={() => model.lookAgain()}>
          {trans.__('Try again')}
        </TextButton>
      </p>
    );
  }
  return count > 0 || planner.plan === null ? null : (
    <p role="status">
      {trans.__(
        'Nothing was found that speaks against publishing these files.'
      )}
    </p>
  );
}

const MOST_NAMES = 5;
