import { FileProxy } from 'jsroot/io';
import type { Part } from '../protocol';

/**
 * Bytes of the file as the page sends them.
 */
export type ReadParts = (parts: readonly Part[]) => Promise<ArrayBuffer[]>;

/**
 * The one file that this frame may read, a part at a time.
 */
export class SentFile extends FileProxy {
  constructor(
    private readonly _name: string,
    private readonly _size: number,
    private readonly _read: ReadParts
  ) {
    super();
  }

  override async openFile(): Promise<boolean> {
    return true;
  }

  override getFileName(): string {
    return this._name;
  }

  override getFileSize(): number {
    return this._size;
  }

  /**
   * Read several parts at once, so that the page can fetch neighbours together.
   *
   * @param places - start and length of each part, one after the other
   */
  override async readBuffers(places: readonly number[]): Promise<DataView[]> {
    const parts: Part[] = [];
    for (let index = 0; index + 1 < places.length; index += 2) {
      parts.push([Number(places[index]), Number(places[index + 1])]);
    }
    const buffers = await this._read(parts);
    return buffers.map(buffer => new DataView(buffer));
  }
}
