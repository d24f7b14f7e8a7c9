import type { TranslationBundle } from '@jupyterlab/translation';
import { useVirtualizer } from '@tanstack/react-virtual';
import * as React from 'react';
import { useEndAnchor } from '../anchoring';
import type { ILine } from './lines';
import { clippedLine } from './lines';

/**
 * Lines of text with their numbers; those in view are in the page.
 */
export function LineList(props: LineList.IProps): JSX.Element {
  const { beginsAtEnd, label, lines, trans } = props;
  const scroller = React.useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: lines.length,
    estimateSize: () => ROW_HEIGHT,
    getScrollElement: () => scroller.current,
    overscan: 20
  });
  useEndAnchor(scroller, virtualizer.getTotalSize(), beginsAtEnd === true);
  return (
    <div
      className="jp-SciMeshLines"
      ref={scroller}
      role="group"
      aria-label={label}
      // Keyboards scroll what they can focus.
      tabIndex={0}
    >
      <div
        className="jp-SciMeshLines-rows"
        role="list"
        style={{ height: virtualizer.getTotalSize() }}
      >
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const line = lines[index];
          return (
            line && (
              <div
                key={index}
                className="jp-SciMeshLines-row"
                role="listitem"
                aria-posinset={index + 1}
                aria-setsize={lines.length}
                style={{ transform: `translateY(${start}px)` }}
              >
                <span className="jp-SciMeshLines-number" aria-hidden="true">
                  {line.number ?? ''}
                </span>
                <Text text={line.text} trans={trans} />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

/**
 * The namespace for `LineList` statics.
 */
export namespace LineList {
  /**
   * The properties of the component.
   */
  export interface IProps {
    /**
     * Whether the last lines are seen first, and further ones come above.
     */
    readonly beginsAtEnd?: boolean;
    readonly label: string;
    readonly lines: readonly ILine[];
    readonly trans: TranslationBundle;
  }
}

const ROW_HEIGHT = 20;

function Text(props: {
  readonly text: string;
  readonly trans: TranslationBundle;
}): JSX.Element {
  const { omitted, shown } = clippedLine(props.text);
  return (
    <span className="jp-SciMeshLines-text">
      {shown}
      {omitted > 0 && (
        <span className="jp-SciMeshLines-omitted">
          {' '}
          {props.trans._n(
            '… %1 more character',
            '… %1 more characters',
            omitted
          )}
        </span>
      )}
    </span>
  );
}
