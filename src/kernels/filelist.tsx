import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { MirrorFile } from 'sciencemesh-contract';
import { TextButton } from '../elements/button';
import { bytesText } from '../transfers/wording';
import type { Section, WorkingCopy } from './workingcopy';

/**
 * Lists the files that a note is about by name, when asked for.
 */
export function FileList(props: FileList.IProps): JSX.Element | null {
  const { copy, label, row, section, trans } = props;
  if (copy.section !== section) {
    return null;
  }
  const more = copy.fileCount - copy.files.length;
  return (
    <ul
      className="jp-SciMeshWorkingCopy-files"
      aria-label={label}
      // Keyboards scroll what they can focus.
      tabIndex={0}
    >
      {copy.files.map(file => (
        <li key={file.path}>
          <span className="jp-SciMeshWorkingCopy-path">{file.path}</span>
          <span className="jp-SciMeshMuted">
            {file.size === null ? '' : bytesText(file.size)}
          </span>
          {row(file)}
        </li>
      ))}
      {more > 0 && (
        <li className="jp-SciMeshMuted">
          {trans._n('and %1 more', 'and %1 more', more)}
        </li>
      )}
    </ul>
  );
}

/**
 * The namespace for `FileList` statics.
 */
export namespace FileList {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly copy: WorkingCopy;
    readonly label: string;

    /**
     * What stands at the end of a file's row.
     */
    readonly row: (file: MirrorFile) => React.ReactNode;
    readonly section: Section;
    readonly trans: TranslationBundle;
  }
}

/**
 * Opens and closes a list of files.
 */
export function ListToggle(props: {
  readonly copy: WorkingCopy;
  readonly section: Section;
  readonly trans: TranslationBundle;
}): JSX.Element {
  const { copy, section, trans } = props;
  const isOpen = copy.section === section;
  return (
    <TextButton
      small
      aria-expanded={isOpen}
      onClick={() => void copy.show(isOpen ? null : section)}
    >
      {isOpen ? trans.__('Hide the list') : trans.__('Show the list')}
    </TextButton>
  );
}
