import type { TranslationBundle } from '@jupyterlab/translation';
import { useVirtualizer } from '@tanstack/react-virtual';
import type {
  PublicationFile,
  PublicationFileState
} from 'sciencemesh-contract';
import * as React from 'react';
import { bytesText } from '../../transfers/wording';

/**
 * How each file is: a long list of which only rows in view are in the page.
 * What failed comes first, then what is on its way.
 */
export function FileStates(props: FileStates.IProps): JSX.Element {
  const { columns, files, trans } = props;
  const rows = React.useMemo(() => inOrder(files), [files]);
  const scroller = React.useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT,
    getScrollElement: () => scroller.current,
    initialRect: { height: HIGHEST, width: 800 },
    overscan: 8
  });
  const withSums = columns === 'checksums';
  return (
    <div
      className={`jp-SciMeshPublishFiles jp-mod-${columns}`}
      role="table"
      aria-label={trans.__('Files')}
      aria-rowcount={rows.length + 1}
    >
      <div className="jp-SciMeshPublishFiles-row jp-mod-head" role="row">
        <span role="columnheader">{trans.__('File')}</span>
        <span role="columnheader">
          {withSums ? trans.__('Here') : trans.__('Size')}
        </span>
        <span role="columnheader">
          {withSums ? trans.__('There') : trans.__('Sent')}
        </span>
        <span role="columnheader">{trans.__('State')}</span>
      </div>
      <div
        className="jp-SciMeshPublishFiles-scroll"
        ref={scroller}
        role="rowgroup"
        // Keyboards scroll what they can focus.
        tabIndex={0}
        aria-label={trans.__('List of files')}
        style={{ maxHeight: HIGHEST }}
      >
        <div
          role="presentation"
          className="jp-SciMeshPublishTree-rows"
          style={{ height: virtualizer.getTotalSize() }}
        >
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const file = rows[index];
            return (
              file && (
                <Row
                  key={file.path}
                  file={file}
                  index={index}
                  offset={start}
                  trans={trans}
                  withSums={withSums}
                />
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

/**
 * The namespace for `FileStates` statics.
 */
export namespace FileStates {
  /**
   * The properties of the component.
   */
  export interface IProps {
    /**
     * How far each is, or what both sides say that it holds.
     */
    readonly columns: 'checksums' | 'progress';
    readonly files: readonly PublicationFile[];
    readonly trans: TranslationBundle;
  }
}

interface IRowProps {
  readonly file: PublicationFile;
  readonly index: number;
  readonly offset: number;
  readonly trans: TranslationBundle;
  readonly withSums: boolean;
}

function Row({ file, index, offset, trans, withSums }: IRowProps): JSX.Element {
  const { checksum, key, message, path, remoteChecksum, sent, size } = file;
  const isSame = checksum !== null && checksum === remoteChecksum;
  return (
    <div
      className="jp-SciMeshPublishFiles-row"
      role="row"
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${offset}px)` }}
    >
      <span role="cell" title={key === path ? path : `${path} → ${key}`}>
        {path}
      </span>
      {withSums ? (
        <>
          <span role="cell" className="jp-mod-sum" title={checksum ?? ''}>
            {checksum ?? '–'}
          </span>
          <span role="cell" className="jp-mod-sum" title={remoteChecksum ?? ''}>
            {remoteChecksum ?? '–'}
          </span>
        </>
      ) : (
        <>
          <span role="cell">{bytesText(size)}</span>
          <span role="cell">
            <progress
              aria-label={trans.__('Sent of %1', path)}
              max={Math.max(1, size)}
              value={isThere(file.state) ? Math.max(1, size) : sent}
            />
          </span>
        </>
      )}
      <span
        role="cell"
        className={`jp-SciMeshTone ${tone(file.state, withSums && isSame)}`}
        title={message ?? undefined}
      >
        {fileStateWord(file.state, trans)}
        {message !== null && file.state === 'failed' ? `: ${message}` : ''}
      </span>
    </div>
  );
}

/**
 * The state of a file in a word or two.
 */
function fileStateWord(
  state: PublicationFileState,
  trans: TranslationBundle
): string {
  switch (state) {
    case 'planned':
      return trans.__('waits');
    case 'left-out':
      return trans.__('left out');
    case 'sending':
      return trans.__('on its way');
    case 'sent':
      return trans.__('sent, not verified');
    case 'verified':
      return trans.__('verified');
    case 'unchanged':
      return trans.__('as in the version before');
    case 'changed':
      return trans.__('changed here, is sent again');
    case 'failed':
      return trans.__('failed');
  }
}

/**
 * Whether all of a file is at the repository.
 */
export function isThere(state: PublicationFileState): boolean {
  return state === 'sent' || state === 'verified' || state === 'unchanged';
}

function tone(state: PublicationFileState, isSame: boolean): string {
  switch (state) {
    case 'verified':
    case 'unchanged':
      return 'jp-mod-good';
    case 'failed':
    case 'changed':
      return 'jp-mod-bad';
    default:
      return isSame ? 'jp-mod-good' : '';
  }
}

const ORDER: readonly PublicationFileState[] = [
  'failed',
  'changed',
  'sending',
  'planned',
  'sent',
  'verified',
  'unchanged'
];

function inOrder(files: readonly PublicationFile[]): PublicationFile[] {
  return ORDER.flatMap(state => files.filter(file => file.state === state));
}

const ROW_HEIGHT = 28;
const HIGHEST = 14 * ROW_HEIGHT;
