import type { PackageFile } from 'sciencemesh-contract';

/**
 * What a choice of files amounts to.
 */
export interface ISelectionTotals {
  readonly files: number;

  /**
   * Sum of the sizes that are known.
   */
  readonly bytes: number;

  /**
   * How many files do not say their size.
   */
  readonly unknownSizes: number;
}

/**
 * Whether there is anything to fetch a file from.
 */
export function isFetchable(file: PackageFile): boolean {
  return file.source !== 'missing';
}

/**
 * Which files of a package the person wants; a value that never changes.
 *
 * #### Notes
 * It holds what was left out, so that files that "check sources" finds later
 * are wanted from the start.
 */
export class FileSelection {
  constructor(
    files: readonly PackageFile[],
    excluded: ReadonlySet<number> = new Set()
  ) {
    this._files = files;
    this._excluded = excluded;
  }

  /**
   * The indexes of the files that are left out, for the companion.
   */
  get excluded(): number[] {
    return this._files
      .filter(file => this._excluded.has(file.index))
      .map(file => file.index);
  }

  /**
   * What the chosen files amount to.
   */
  get totals(): ISelectionTotals {
    if (!this._totals) {
      let files = 0;
      let bytes = 0;
      let unknownSizes = 0;
      for (const file of this._files) {
        if (this.isChosen(file)) {
          files += 1;
          bytes += file.size ?? 0;
          unknownSizes += file.size === null ? 1 : 0;
        }
      }
      this._totals = { files, bytes, unknownSizes };
    }
    return this._totals;
  }

  /**
   * Whether a file will be fetched.
   */
  isChosen(file: PackageFile): boolean {
    return isFetchable(file) && !this._excluded.has(file.index);
  }

  /**
   * The same selection with these files chosen, or left out.
   */
  with(files: readonly PackageFile[], chosen: boolean): FileSelection {
    const excluded = new Set(this._excluded);
    for (const file of files) {
      if (chosen) {
        excluded.delete(file.index);
      } else {
        excluded.add(file.index);
      }
    }
    return new FileSelection(this._files, excluded);
  }

  /**
   * The same choice among the files of a newer preview.
   */
  for(files: readonly PackageFile[]): FileSelection {
    return new FileSelection(files, this._excluded);
  }

  private readonly _excluded: ReadonlySet<number>;
  private readonly _files: readonly PackageFile[];
  private _totals: ISelectionTotals | null = null;
}
