import type { RangeReader } from './rangereader';

/**
 * A file that is looked at.
 */
export interface IViewedFile {
  /**
   * As it is listed, without its folders.
   */
  readonly name: string;

  /**
   * With the name of its drive, where it is in one.
   */
  readonly path: string;

  /**
   * Begin to read the file as it is now.
   */
  readonly open: () => RangeReader;
}
