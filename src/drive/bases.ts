import type { Contents } from '@jupyterlab/services';
import { PathExt } from '@jupyterlab/coreutils';

/**
 * What the documents of this page were last made of: for each path the model,
 * without its content, that was read or written last.
 *
 * #### Notes
 * A document asks for the hash before it saves, compares it with the one that
 * it was opened with, and shows a dialog of its own when they differ. It is
 * answered from here, so that the question is asked once: by the companion,
 * which compares while it writes. That also spares two requests a save.
 */
export class Bases {
  /**
   * The model that a document of this path was made of.
   */
  get(path: string): Contents.IModel | null {
    return this._models.get(path) ?? null;
  }

  /**
   * Note what a document now holds.
   */
  keep(path: string, model: Contents.IModel): void {
    if (typeof model.hash === 'string' && model.hash !== '') {
      this._models.set(path, { ...model, content: null, format: null });
    } else {
      // Without a hash nothing can be compared.
      this._models.delete(path);
    }
  }

  /**
   * Follow a file, or all files of a folder, to its new path.
   */
  move(oldPath: string, newPath: string): void {
    for (const [path, model] of [...this._models]) {
      if (isWithin(path, oldPath)) {
        const moved = newPath + path.slice(oldPath.length);
        this._models.delete(path);
        this._models.set(moved, {
          ...model,
          path: moved,
          name: PathExt.basename(moved)
        });
      }
    }
  }

  /**
   * Forget a file, or all files of a folder.
   */
  forget(folder: string): void {
    for (const path of [...this._models.keys()]) {
      if (isWithin(path, folder)) {
        this._models.delete(path);
      }
    }
  }

  private readonly _models = new Map<string, Contents.IModel>();
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
