import type { Contents } from '@jupyterlab/services';
import { ROW_CLASS } from './renderer';

/**
 * The nodes of the rows in sight.
 *
 * #### Notes
 * A node stays with its entry while both are there, so that focus, an edited
 * name and a drag survive; nodes that are out of sight serve other entries.
 */
export class RowNodes {
  constructor(
    private readonly _body: HTMLElement,
    private readonly _create: () => HTMLElement
  ) {}

  /**
   * The node of an entry, if it is in sight.
   */
  get(path: string): HTMLElement | undefined {
    return this._nodes.get(path);
  }

  /**
   * Pixels of a row; null while there is none.
   */
  measure(): number | null {
    for (const node of this._nodes.values()) {
      const { height } = node.getBoundingClientRect();
      return height > 0 ? height : null;
    }
    return null;
  }

  /**
   * Have nodes for these rows and no others.
   *
   * @param indices - in ascending order
   *
   * @returns the nodes, in the order of the indices
   */
  arrange(
    rows: readonly Contents.IModel[],
    indices: readonly number[],
    rowHeight: number
  ): { readonly entries: Contents.IModel[]; readonly nodes: HTMLElement[] } {
    const entries = indices.flatMap(index => rows[index] ?? []);
    const wanted = new Set(entries.map(({ path }) => path));
    // In the order of the page, so that few have to be moved.
    const spare: HTMLElement[] = [];
    for (const [path, node] of this._inOrder()) {
      if (!wanted.has(path)) {
        this._nodes.delete(path);
        spare.push(node);
      }
    }
    const nodes = entries.map((entry, place) => {
      const node =
        this._nodes.get(entry.path) ?? spare.shift() ?? this._create();
      this._nodes.set(entry.path, node);
      const index = indices[place] ?? 0;
      const transform = `translateY(${index * rowHeight}px)`;
      if (node.style.transform !== transform) {
        node.style.transform = transform;
        // The first row is the head's.
        node.setAttribute('aria-rowindex', String(index + 2));
      }
      return node;
    });
    for (const node of spare) {
      node.remove();
    }
    this._order(nodes);
    this._body.style.height = `${rows.length * rowHeight}px`;
    return { entries, nodes };
  }

  /**
   * Bring the nodes into the order in which they are read.
   */
  private _order(nodes: readonly HTMLElement[]): void {
    let next: Element | null = this._body.firstElementChild;
    for (const node of nodes) {
      if (node === next) {
        next = next.nextElementSibling;
      } else if (!node.contains(document.activeElement)) {
        // A node with the focus would lose it.
        this._body.insertBefore(node, next);
      }
    }
  }

  private *_inOrder(): Iterable<[string, HTMLElement]> {
    const paths = new Map<Element, string>();
    for (const [path, node] of this._nodes) {
      paths.set(node, path);
    }
    for (const child of [...this._body.children]) {
      const path = paths.get(child);
      const node = path === undefined ? undefined : this._nodes.get(path);
      if (path !== undefined && node) {
        yield [path, node];
      }
    }
  }

  private readonly _nodes = new Map<string, HTMLElement>();
}

/**
 * The row that something on the page is in.
 */
export function rowAt(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element
    ? target.closest<HTMLElement>(`.${ROW_CLASS}`)
    : null;
}

/**
 * The index of the row that something on the page is in; -1 when it is in none.
 */
export function indexAt(target: EventTarget | null): number {
  const index = rowAt(target)?.getAttribute('aria-rowindex');
  return index ? Number(index) - 2 : -1;
}
