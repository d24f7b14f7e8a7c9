import type { TranslationBundle } from '@jupyterlab/translation';
import {
  caretDownEmptyThinIcon,
  caretRightIcon,
  folderIcon
} from '@jupyterlab/ui-components';
import * as React from 'react';
import type { IRootRow, RootModel } from './model';
import type { ItemKind } from './protocol';

/**
 * The items of a ROOT file as a tree.
 *
 * #### Notes
 * Keys are those of the tree view pattern of the ARIA Authoring Practices.
 */
export function RootTree(props: RootTree.IProps): JSX.Element {
  const { label, model, trans } = props;
  const { rows } = model;
  const [active, setActive] = React.useState<string | null>(null);
  const list = React.useRef<HTMLDivElement>(null);
  const drawn = model.drawing.kind === 'none' ? null : model.drawing.item.id;
  const current = Math.max(
    0,
    rows.findIndex(({ item }) => item.id === active)
  );

  const focus = (index: number): void => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, index))];
    if (row) {
      setActive(row.item.id);
      list.current
        ?.querySelector<HTMLElement>(`[data-item="${row.item.id}"]`)
        ?.focus();
    }
  };
  const choose = (row: IRootRow): void => {
    setActive(row.item.id);
    if (row.item.isDrawable) {
      void model.draw(row.item);
    }
    if (row.isExpanded === false || !row.item.isDrawable) {
      toggle(row);
    }
  };
  const toggle = (row: IRootRow): void => {
    if (row.isExpanded !== null) {
      void model.toggle(row.item.id);
    }
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const row = rows[current];
    if (!row || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const act = actionOf(event.key, row, rows, current);
    if (!act) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    switch (act.kind) {
      case 'focus':
        return focus(act.index);
      case 'toggle':
        return toggle(row);
      case 'choose':
        return choose(row);
    }
  };

  return (
    <div
      className="jp-SciMeshRootTree"
      ref={list}
      role="tree"
      aria-label={label}
      onKeyDown={onKeyDown}
    >
      {rows.map((row, index) => (
        <Row
          key={row.item.id}
          choose={() => choose(row)}
          isDrawn={row.item.id === drawn}
          isFocusable={index === current}
          row={row}
          toggle={() => toggle(row)}
          trans={trans}
        />
      ))}
    </div>
  );
}

/**
 * The namespace for `RootTree` statics.
 */
export namespace RootTree {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly label: string;
    readonly model: RootModel;
    readonly trans: TranslationBundle;
  }
}

type Action =
  | { readonly kind: 'choose' | 'toggle' }
  | { readonly kind: 'focus'; readonly index: number };

function actionOf(
  key: string,
  row: IRootRow,
  rows: readonly IRootRow[],
  current: number
): Action | null {
  switch (key) {
    case 'ArrowDown':
      return { kind: 'focus', index: current + 1 };
    case 'ArrowUp':
      return { kind: 'focus', index: current - 1 };
    case 'Home':
      return { kind: 'focus', index: 0 };
    case 'End':
      return { kind: 'focus', index: rows.length - 1 };
    case 'Enter':
    case ' ':
      return { kind: 'choose' };
    case 'ArrowRight':
      if (row.isExpanded === null) {
        return null;
      }
      return row.isExpanded
        ? { kind: 'focus', index: current + 1 }
        : { kind: 'toggle' };
    case 'ArrowLeft':
      if (row.isExpanded === true) {
        return { kind: 'toggle' };
      }
      for (let index = current - 1; index >= 0; index -= 1) {
        if ((rows[index]?.level ?? 0) < row.level) {
          return { kind: 'focus', index };
        }
      }
      return null;
    default:
      return typedAhead(key, rows, current);
  }
}

/** The next item whose name begins with a letter. */
function typedAhead(
  key: string,
  rows: readonly IRootRow[],
  current: number
): Action | null {
  if (key.length !== 1) {
    return null;
  }
  const letter = key.toLocaleLowerCase();
  const order = [...rows.keys()];
  const found = [...order.slice(current + 1), ...order.slice(0, current)].find(
    index => rows[index]?.item.name.toLocaleLowerCase().startsWith(letter)
  );
  return found === undefined ? null : { kind: 'focus', index: found };
}

interface IRowProps {
  readonly choose: () => void;
  readonly isDrawn: boolean;
  readonly isFocusable: boolean;
  readonly row: IRootRow;
  readonly toggle: () => void;
  readonly trans: TranslationBundle;
}

function Row(props: IRowProps): JSX.Element {
  const { choose, isDrawn, isFocusable, row, toggle, trans } = props;
  const { failure, isExpanded, isLoading, item, level, omitted } = row;
  const Caret = isExpanded ? caretDownEmptyThinIcon : caretRightIcon;
  return (
    <>
      <div
        className={`jp-SciMeshRootTree-row ${isDrawn ? 'jp-mod-selected' : ''}`}
        data-item={item.id}
        role="treeitem"
        aria-busy={isLoading}
        aria-expanded={isExpanded ?? undefined}
        aria-level={level}
        aria-posinset={row.position}
        aria-selected={isDrawn}
        aria-setsize={row.siblings}
        tabIndex={isFocusable ? 0 : -1}
        title={[item.name, item.title, item.className]
          .filter(Boolean)
          .join('\n')}
        style={{ paddingLeft: (level - 1) * INDENT }}
        onClick={choose}
      >
        <span
          className="jp-SciMeshRootTree-caret"
          aria-hidden="true"
          onClick={event => {
            event.stopPropagation();
            toggle();
          }}
        >
          {isExpanded !== null && <Caret.react tag="span" />}
        </span>
        <KindMark kind={item.kind} />
        <span className="jp-SciMeshRootTree-name">{item.name}</span>
        <span className="jp-SciMeshRootTree-class">{item.className}</span>
      </div>
      {isLoading && (
        <Note level={level} role="status">
          {trans.__('Reading…')}
        </Note>
      )}
      {failure && (
        <Note level={level} role="alert">
          {failure.message}
        </Note>
      )}
      {omitted > 0 && (
        <Note level={level} role="note">
          {trans._n(
            '%1 more item is not listed.',
            '%1 more items are not listed.',
            omitted
          )}
        </Note>
      )}
    </>
  );
}

const INDENT = 16;

function Note(props: {
  readonly children: string;
  readonly level: number;
  readonly role: 'alert' | 'note' | 'status';
}): JSX.Element {
  return (
    <div
      className="jp-SciMeshRootTree-note"
      role={props.role}
      style={{ paddingLeft: (props.level + 1) * INDENT }}
    >
      {props.children}
    </div>
  );
}

/** A letter or two, as the C++ classes have them. */
const MARKS: Record<Exclude<ItemKind, 'folder'>, string> = {
  branch: 'B',
  canvas: 'C',
  function: 'ƒ',
  geometry: 'V',
  graph: 'G',
  histogram: 'H',
  object: '·',
  tree: 'T'
};

function KindMark(props: { readonly kind: ItemKind }): JSX.Element {
  return (
    <span className="jp-SciMeshRootTree-kind" aria-hidden="true">
      {props.kind === 'folder' ? (
        <folderIcon.react tag="span" />
      ) : (
        MARKS[props.kind]
      )}
    </span>
  );
}
