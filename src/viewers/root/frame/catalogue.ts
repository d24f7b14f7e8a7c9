import { getKindForType } from 'jsroot/core';
import { canDrawHandle } from 'jsroot/draw';
import type { Directory, Key, StoredObject } from 'jsroot/io';
import { tupleHierarchy } from 'jsroot/rntuple';
import { treeHierarchy } from 'jsroot/tree';
import type { HierarchyNode } from 'jsroot/tree';
import type { IRootItem, ItemKind } from '../protocol';
import { clipped, LIMITS } from '../protocol';

/** An item, and how to get at what it stands for. */
interface IEntry {
  readonly item: IRootItem;
  readonly read: () => Promise<StoredObject>;
  readonly children: (() => Promise<IEntry[]>) | null;
}

/** The key under which ROOT keeps the description of classes. */
const STREAMER_INFO = 'StreamerInfo';

const DIRECTORY = /^TDirectory/;
const TREE = /^(TTree|TNtuple|TNtupleD|TChain)$/;
const TUPLE = /^ROOT::(Experimental::)?RNTuple$/;
const LIST = /^(TList|THashList|TObjArray|TClonesArray|TFolder|TRefArray)$/;

/** What classes are, by their names; the first that fits holds. */
const KINDS: readonly (readonly [RegExp, ItemKind])[] = [
  [DIRECTORY, 'folder'],
  [LIST, 'folder'],
  [TREE, 'tree'],
  [TUPLE, 'tree'],
  [/^(TBranch|TLeaf|ROOT::RNTupleField)/, 'branch'],
  [/^(TH[123]|TProfile|THStack|THn|TEfficiency)/, 'histogram'],
  [/^(TGraph|TMultiGraph|TScatter|TCutG|TSpline)/, 'graph'],
  [/^TF[123]/, 'function'],
  [/^(TCanvas|TPad|RCanvas|RooPlot)/, 'canvas'],
  [/^TGeo/, 'geometry']
];

/**
 * The items of a file, read when they are asked for.
 */
export class Catalogue {
  constructor(private readonly _file: Directory) {}

  /**
   * List what is in an item, or in the file for the empty id.
   */
  async list(id: string): Promise<{ items: IRootItem[]; omitted: number }> {
    const children =
      id === '' ? this._inDirectory('', this._file) : await this._children(id);
    const listed = children.slice(0, LIMITS.items);
    for (const entry of listed) {
      this._entries.set(entry.item.id, entry);
    }
    return {
      items: listed.map(({ item }) => item),
      omitted: children.length - listed.length
    };
  }

  /**
   * Read the object that an item stands for.
   */
  async read(id: string): Promise<StoredObject> {
    return this._entry(id).read();
  }

  private _entry(id: string): IEntry {
    const entry = this._entries.get(id);
    if (!entry) {
      throw new Error(`There is no item ${id}`);
    }
    return entry;
  }

  private async _children(id: string): Promise<IEntry[]> {
    const { children } = this._entry(id);
    return children ? children() : [];
  }

  private _inDirectory(parent: string, directory: Directory): IEntry[] {
    return newest(directory.fKeys).map(key => {
      const { fClassName, fCycle, fName, fTitle } = key;
      const id = this._newId(parent);
      const read = () => directory.readObject(fName, fCycle);
      return {
        item: describe(id, fName, fTitle, fClassName),
        read,
        children: this._childrenOf(id, fClassName, read)
      };
    });
  }

  private _childrenOf(
    id: string,
    className: string,
    read: () => Promise<StoredObject>
  ): IEntry['children'] {
    if (DIRECTORY.test(className)) {
      return async () => {
        const directory: unknown = await read();
        return this._inDirectory(id, directory as Directory);
      };
    }
    if (TREE.test(className)) {
      return async () => {
        const top: HierarchyNode = {};
        treeHierarchy(top, await read());
        return this._inHierarchy(id, top);
      };
    }
    if (TUPLE.test(className)) {
      return async () => {
        const top: HierarchyNode = {};
        await tupleHierarchy(top, await read());
        return this._inHierarchy(id, top);
      };
    }
    if (LIST.test(className)) {
      return async () => this._inList(id, await read());
    }
    return null;
  }

  private _inHierarchy(parent: string, top: HierarchyNode): IEntry[] {
    return (top._childs ?? []).map(node => {
      const { _expand, _kind = '', _name = '', _obj, _title = '' } = node;
      const id = this._newId(parent);
      const className = _kind.replace(/^ROOT\.(?!:)/, '');
      const item = describe(id, _name, _title, className);
      return {
        item: { ...item, isDrawable: _obj !== undefined, isFolder: !!_expand },
        read: async () => {
          if (!_obj) {
            throw new Error(`${_name} holds no object`);
          }
          return _obj;
        },
        children: _expand
          ? async () => {
              delete node._childs;
              await _expand(node, _obj);
              return this._inHierarchy(id, node);
            }
          : null
      };
    });
  }

  private _inList(parent: string, list: StoredObject): IEntry[] {
    const { arr, fFolders } = list;
    const nested =
      typeof fFolders === 'object' && fFolders !== null && 'arr' in fFolders
        ? fFolders.arr
        : undefined;
    const members: unknown[] = [arr, nested].find(Array.isArray) ?? [];
    return members.filter(isStored).map((object, index) => {
      const id = this._newId(parent);
      const read = async () => object;
      const { _typename, fName, fTitle } = object;
      return {
        item: describe(
          id,
          typeof fName === 'string' && fName !== '' ? fName : `[${index}]`,
          typeof fTitle === 'string' ? fTitle : '',
          _typename
        ),
        read,
        children: this._childrenOf(id, _typename, read)
      };
    });
  }

  /** Ids are numbers: names of a file may be anything, and the same twice. */
  private _newId(parent: string): string {
    this._count += 1;
    return parent === '' ? `${this._count}` : `${parent}.${this._count}`;
  }

  private _count = 0;
  private readonly _entries = new Map<string, IEntry>();
}

/** The last cycle of each key, as ROOT itself shows a file. */
function newest(keys: readonly Key[]): Key[] {
  const latest = new Map<string, Key>();
  for (const key of keys) {
    const other = latest.get(key.fName);
    if (key.fName !== STREAMER_INFO && (!other || other.fCycle < key.fCycle)) {
      latest.set(key.fName, key);
    }
  }
  return [...latest.values()];
}

function describe(
  id: string,
  name: string,
  title: string,
  className: string
): IRootItem {
  const kind =
    KINDS.find(([pattern]) => pattern.test(className))?.[1] ?? 'object';
  const isFolder =
    DIRECTORY.test(className) ||
    LIST.test(className) ||
    TREE.test(className) ||
    TUPLE.test(className);
  return {
    id,
    name: clipped(name),
    title: clipped(title),
    className: clipped(className),
    kind,
    isDrawable:
      (kind !== 'folder' &&
        Boolean(canDrawHandle(getKindForType(className)))) ||
      TREE.test(className),
    isFolder
  };
}

function isStored(value: unknown): value is StoredObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    '_typename' in value &&
    typeof value._typename === 'string'
  );
}
