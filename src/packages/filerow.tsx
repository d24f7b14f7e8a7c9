import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { PackageFile } from 'sciencemesh-contract';
import * as React from 'react';
import { ExternalLink } from '../elements/link';
import { bytesText } from '../transfers/wording';
import { isFetchable } from './selection';
import type { IStanding } from './standing';
import { licenseLabel, sourceLabel } from './wording';

/**
 * One file of the package.
 */
export function FileRow(props: FileRow.IProps): JSX.Element {
  const { choose, file, isChosen, standing, trans } = props;
  const folder = PathExt.dirname(file.path);
  const source = sourceLabel(file, trans);
  return (
    <div
      className={`jp-SciMeshFiles-row ${isChosen ? '' : 'jp-mod-left'}`}
      role="row"
      aria-rowindex={props.position + 2}
      style={{ transform: `translateY(${props.top}px)` }}
    >
      <span role="cell">
        <input
          type="checkbox"
          aria-label={trans.__('Fetch %1', file.path)}
          checked={isChosen}
          disabled={!isFetchable(file)}
          onChange={() => choose([file], !isChosen)}
        />
      </span>
      <span
        className="jp-SciMeshFiles-cell jp-mod-name"
        role="cell"
        title={[file.path, file.name, file.url].filter(Boolean).join('\n')}
      >
        {folder !== '' && (
          <span className="jp-SciMeshFiles-folder">{`${folder}/`}</span>
        )}
        <span className="jp-SciMeshFiles-name">
          {PathExt.basename(file.path)}
        </span>
        <Role file={file} trans={trans} />
      </span>
      <span className="jp-SciMeshFiles-cell jp-mod-size" role="cell">
        {file.size === null ? '–' : bytesText(file.size)}
      </span>
      <span
        className="jp-SciMeshFiles-cell jp-mod-source"
        role="cell"
        title={file.url ?? source}
      >
        {file.source === 'landing' && file.url ? (
          <ExternalLink url={file.url}>{source}</ExternalLink>
        ) : (
          source
        )}
      </span>
      <span
        className="jp-SciMeshFiles-cell jp-mod-license"
        role="cell"
        title={file.license ?? undefined}
      >
        {file.license ? licenseLabel(file.license) : '–'}
      </span>
      <span
        className={`jp-SciMeshFiles-cell jp-SciMeshTone jp-mod-state jp-mod-${standing.tone}`}
        role="cell"
        title={standing.details}
      >
        {standing.label}
      </span>
    </div>
  );
}

/**
 * The namespace for `FileRow` statics.
 */
export namespace FileRow {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly choose: (files: readonly PackageFile[], chosen: boolean) => void;
    readonly file: PackageFile;
    readonly isChosen: boolean;

    /**
     * Which row of the table it is, from 0.
     */
    readonly position: number;
    readonly standing: IStanding;

    /**
     * Where it stands, in pixels from the top of the list.
     */
    readonly top: number;
    readonly trans: TranslationBundle;
  }
}

function Role(
  props: Pick<FileRow.IProps, 'file' | 'trans'>
): JSX.Element | null {
  const { file, trans } = props;
  switch (file.role) {
    case 'input':
      return <span className="jp-SciMeshMark">{trans.__('Input')}</span>;
    case 'output':
      return <span className="jp-SciMeshMark">{trans.__('Output')}</span>;
    case 'data':
    case 'support':
      return null;
  }
}
