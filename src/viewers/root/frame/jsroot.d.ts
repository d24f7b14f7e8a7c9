/**
 * What is used of JSROOT, whose own declarations leave everything open.
 *
 * See https://root.cern/js/latest/jsdoc/.
 */

declare module 'jsroot/core' {
  export const gStyle: { fPadLeftMargin: number };
  export const settings: { DarkMode: boolean; ToolBar: boolean };
  export function getKindForType(type: string): string;
}

declare module 'jsroot/draw' {
  /** Something truthy where objects of the kind can be drawn. */
  export function canDrawHandle(kind: string): unknown;
  /** What has drawn something. */
  export interface Painter {
    /** Fits the drawing into its element. */
    readonly checkResize?: () => boolean;
    readonly getCanvPainter?: () => Painter | null | undefined;
  }

  export function cleanup(element: HTMLElement): void;
  export function draw(
    element: HTMLElement,
    object: object,
    option?: string
  ): Promise<Painter | null | undefined>;
}

declare module 'jsroot/io' {
  /** A name in a directory of a file. */
  export interface Key {
    readonly fClassName: string;
    readonly fCycle: number;
    readonly fName: string;
    readonly fTitle: string;
  }

  /** A directory, or the file itself. */
  export interface Directory {
    readonly fKeys: readonly Key[];
    readObject(name: string, cycle?: number): Promise<StoredObject>;
  }

  /** An object of a file, with the members that its class gives it. */
  export interface StoredObject {
    readonly _typename: string;
    readonly [member: string]: unknown;
  }

  /** Reads the bytes of a file; see FileProxy of JSROOT. */
  export class FileProxy {
    openFile(): Promise<boolean>;
    getFileName(): string;
    getFileSize(): number;
    readBuffers(places: readonly number[]): Promise<DataView[]>;
  }

  export function openFile(proxy: FileProxy): Promise<Directory>;
}

declare module 'jsroot/tree' {
  import type { StoredObject } from 'jsroot/io';

  /** A node as JSROOT's own browser shows it. */
  export interface HierarchyNode {
    _childs?: HierarchyNode[];
    readonly _name?: string;
    readonly _kind?: string;
    readonly _title?: string;
    readonly _obj?: StoredObject;
    readonly _expand?: (
      node: HierarchyNode,
      object: StoredObject | undefined
    ) => boolean | Promise<boolean>;
    readonly _more?: boolean;
  }

  export function treeHierarchy(
    node: HierarchyNode,
    tree: StoredObject
  ): boolean;
}

declare module 'jsroot/rntuple' {
  import type { StoredObject } from 'jsroot/io';
  import type { HierarchyNode } from 'jsroot/tree';

  export function tupleHierarchy(
    node: HierarchyNode,
    tuple: StoredObject
  ): Promise<boolean>;
}
