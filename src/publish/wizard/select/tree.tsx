import type { TranslationBundle } from '@jupyterlab/translation';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { PublicationFinding } from 'sciencemesh-contract';
import * as React from 'react';
import type { ITreeLine, ITreeNode, TreeChoice } from '../filetree';
import { linesOf } from '../filetree';
import { TreeRow } from './treerow';

/**
 * The files as a tree with boxes; only rows in view are in the page, because
 * there may be ten thousand. One stop for the Tab key: arrows move and unfold,
 * the space bar chooses.
 */
export function FileTree(props: FileTree.IProps): JSX.Element {
  const { choice, choose, findings, isDisabled, names, top, trans } = props;
  const [open, setOpen] = React.useState<ReadonlySet<string>>(() =>
    openAtFirst(top)
  );
  const [current, setCurrent] = React.useState<string | null>(null);
  const scroller = React.useRef<HTMLDivElement>(null);
  const id = React.useId();
  const lines = React.useMemo(() => linesOf(top, open), [top, open]);
  const found = React.useMemo(() => byPath(findings), [findings]);
  const virtualizer = useVirtualizer({
    count: lines.length,
    estimateSize: () => ROW_HEIGHT,
    getScrollElement: () => scroller.current,
    initialRect: { height: HIGHEST, width: 800 },
    overscan: 8
  });
  const place = Math.max(
    0,
    lines.findIndex(({ node }) => node.path === current)
  );
  const go = (target: number): void => {
    const line = lines[Math.min(Math.max(0, target), lines.length - 1)];
    if (line) {
      setCurrent(line.node.path);
      virtualizer.scrollToIndex(lines.indexOf(line));
    }
  };
  const unfold = ({ path }: ITreeNode, isOpen: boolean): void => {
    const next = new Set(open);
    if (isOpen) {
      next.add(path);
    } else {
      next.delete(path);
    }
    setOpen(next);
  };
  const toggle = (node: ITreeNode): void => {
    if (!isDisabled && choice.isOpen(node)) {
      choose(node, choice.of(node) !== 'all');
    }
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const line = lines[place];
    const target = destination(event.key, place, lines);
    if (target !== null) {
      go(target);
    } else if (event.key === ' ' && line) {
      toggle(line.node);
    } else if (event.key === 'ArrowRight' && line?.node.file === null) {
      unfold(line.node, true);
    } else if (event.key === 'ArrowLeft' && line?.isOpen === true) {
      unfold(line.node, false);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      className="jp-SciMeshPublishTree"
      ref={scroller}
      role="tree"
      aria-label={trans.__('Files')}
      aria-multiselectable
      aria-activedescendant={`${id}-${place}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      style={{ maxHeight: HIGHEST }}
    >
      <div
        role="presentation"
        className="jp-SciMeshPublishTree-rows"
        style={{ height: virtualizer.getTotalSize() }}
      >
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const line = lines[index];
          return (
            line && (
              <TreeRow
                key={line.node.path}
                choice={choice.of(line.node)}
                findings={found.get(line.node.path) ?? NONE}
                id={`${id}-${index}`}
                isCurrent={index === place}
                isDisabled={isDisabled || !choice.isOpen(line.node)}
                line={line}
                name={names[line.node.path] ?? null}
                offset={start}
                trans={trans}
                focus={() => setCurrent(line.node.path)}
                toggle={() => toggle(line.node)}
                unfold={() => unfold(line.node, !line.isOpen)}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

/**
 * The namespace for `FileTree` statics.
 */
export namespace FileTree {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly choice: TreeChoice;
    readonly choose: (node: ITreeNode, isChosen: boolean) => void;
    readonly findings: readonly PublicationFinding[];
    readonly isDisabled: boolean;

    /**
     * What files are called at the repository, where it is another name.
     */
    readonly names: Readonly<Record<string, string>>;
    readonly top: ITreeNode;
    readonly trans: TranslationBundle;
  }
}

/** Where a key leads to; null where it does something else. */
function destination(
  key: string,
  place: number,
  lines: readonly ITreeLine[]
): number | null {
  const level = lines[place]?.level ?? 1;
  switch (key) {
    case 'ArrowDown':
      return place + 1;
    case 'ArrowUp':
      return place - 1;
    case 'Home':
      return 0;
    case 'End':
      return lines.length - 1;
    case 'PageDown':
      return place + PAGE;
    case 'PageUp':
      return place - PAGE;
    case 'ArrowLeft':
      // Out of an open folder's files to the folder.
      return lines[place]?.isOpen === true || level === 1
        ? null
        : parentOf(place, level, lines);
    case 'ArrowRight':
      return lines[place]?.isOpen === true ? place + 1 : null;
    default:
      return null;
  }
}

function parentOf(
  place: number,
  level: number,
  lines: readonly ITreeLine[]
): number {
  let above = place - 1;
  while (above > 0 && (lines[above]?.level ?? 0) >= level) {
    above -= 1;
  }
  return above;
}

function byPath(
  findings: readonly PublicationFinding[]
): ReadonlyMap<string, readonly PublicationFinding[]> {
  const found = new Map<string, PublicationFinding[]>();
  for (const finding of findings) {
    if (finding.path !== null) {
      found.set(finding.path, [...(found.get(finding.path) ?? []), finding]);
    }
  }
  return found;
}

/** All of a small tree, the top of a large one. */
function openAtFirst(top: ITreeNode): ReadonlySet<string> {
  const open = new Set<string>();
  const add = ({ children, file, path }: ITreeNode): void => {
    if (file === null) {
      open.add(path);
      children.forEach(add);
    }
  };
  const [first] = top.children;
  if (top.files <= FEW) {
    top.children.forEach(add);
  } else if (first && top.children.length === 1) {
    open.add(first.path);
  }
  return open;
}

const NONE: readonly PublicationFinding[] = [];
const ROW_HEIGHT = 28;
const PAGE = 12;
const HIGHEST = 12 * ROW_HEIGHT;
const FEW = 60;
