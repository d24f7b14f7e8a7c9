import type { TranslationBundle } from '@jupyterlab/translation';
import {
  caretDownIcon,
  caretRightIcon,
  fileIcon,
  folderIcon,
  notebookIcon
} from '@jupyterlab/ui-components';
import type { PublicationFinding } from 'sciencemesh-contract';
import * as React from 'react';
import { warningIcon } from '../../../icons';
import { bytesText } from '../../../transfers/wording';
import type { Choice, ITreeLine } from '../filetree';
import { whyUnpublished } from '../filetree';

/**
 * One file or folder of the tree.
 */
export function TreeRow(props: TreeRow.IProps): JSX.Element {
  const { choice, findings, id, isDisabled, line, name, offset, trans } = props;
  const { isOpen, level, node } = line;
  const isFolder = node.file === null;
  const why = node.file && whyUnpublished(node.file);
  const Icon = isFolder
    ? folderIcon
    : node.name.endsWith('.ipynb')
      ? notebookIcon
      : fileIcon;
  const worst = findings.some(({ severity }) => severity === 'error')
    ? 'error'
    : 'warning';
  return (
    <div
      className={[
        'jp-SciMeshPublishTree-row',
        props.isCurrent ? 'jp-mod-current' : '',
        choice === 'none' ? 'jp-mod-left' : ''
      ].join(' ')}
      id={id}
      role="treeitem"
      aria-level={level}
      aria-checked={choice === 'some' ? 'mixed' : choice === 'all'}
      aria-disabled={isDisabled}
      {...(isFolder ? { 'aria-expanded': isOpen } : {})}
      style={{
        paddingInlineStart: (level - 1) * INDENT,
        transform: `translateY(${offset}px)`
      }}
      title={node.path}
      onClick={props.focus}
    >
      <span
        className="jp-SciMeshPublishTree-caret"
        aria-hidden="true"
        onClick={isFolder ? props.unfold : undefined}
      >
        {isFolder &&
          (isOpen ? (
            <caretDownIcon.react tag="span" />
          ) : (
            <caretRightIcon.react tag="span" />
          ))}
      </span>
      <input
        type="checkbox"
        className="jp-SciMeshPublishTree-box"
        tabIndex={-1}
        aria-hidden="true"
        checked={choice === 'all'}
        disabled={isDisabled}
        ref={box => {
          if (box) {
            box.indeterminate = choice === 'some';
          }
        }}
        onChange={props.toggle}
      />
      <Icon.react tag="span" className="jp-SciMeshPublishTree-icon" />
      <span className="jp-SciMeshPublishTree-name">
        {node.name}
        {isFolder ? '/' : ''}
      </span>
      {name !== null && (
        <span className="jp-SciMeshMuted">{trans.__('as %1', name)}</span>
      )}
      {why !== null && why !== '' && (
        <span className="jp-SciMeshMark">{why}</span>
      )}
      {findings.length > 0 && (
        <span
          className={`jp-SciMeshPublishTree-findings jp-mod-${worst}`}
          title={findings.map(({ message }) => message).join('\n')}
        >
          <warningIcon.react tag="span" />
          <span className="jp-SciMeshHidden">
            {trans._n('%1 finding', '%1 findings', findings.length)}
          </span>
        </span>
      )}
      <span className="jp-SciMeshPublishTree-size">
        {isFolder && (
          <span className="jp-SciMeshMuted">
            {trans._n('%1 file', '%1 files', node.files)}
          </span>
        )}
        <span>
          {why === null || node.bytes > 0 ? bytesText(node.bytes) : ''}
        </span>
      </span>
    </div>
  );
}

/**
 * The namespace for `TreeRow` statics.
 */
export namespace TreeRow {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly choice: Choice;
    readonly findings: readonly PublicationFinding[];
    readonly focus: () => void;
    readonly id: string;
    readonly isCurrent: boolean;
    readonly isDisabled: boolean;
    readonly line: ITreeLine;

    /**
     * What it is called at the repository, where it is another name.
     */
    readonly name: string | null;

    /**
     * Pixels from the top of the list.
     */
    readonly offset: number;
    readonly toggle: () => void;
    readonly trans: TranslationBundle;
    readonly unfold: () => void;
  }
}

const INDENT = 18;
