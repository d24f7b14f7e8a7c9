/**
 * The transfers that were started on this page, also after it was loaded anew.
 */
export interface IStartedHere {
  add(id: string): void;
  has(id: string): boolean;
}

/**
 * Remembers for as long as the browser tab lives.
 *
 * #### Notes
 * A notebook opens by itself only where its person asked for it: the same
 * JupyterLab may be open in other tabs, on other machines, which hear of the
 * same transfers. JupyterLab's state database is shared by all of them, the
 * session storage is not.
 */
export class StartedHere implements IStartedHere {
  constructor(storage: Storage) {
    this._storage = storage;
  }

  add(id: string): void {
    const ids = [...this._ids().filter(one => one !== id), id];
    this._storage.setItem(KEY, JSON.stringify(ids.slice(-KEPT)));
  }

  has(id: string): boolean {
    return this._ids().includes(id);
  }

  private _ids(): string[] {
    try {
      const value: unknown = JSON.parse(this._storage.getItem(KEY) ?? '[]');
      return Array.isArray(value)
        ? value.filter((one): one is string => typeof one === 'string')
        : [];
    } catch {
      return [];
    }
  }

  private readonly _storage: Storage;
}

const KEY = 'jupyterlab-sciencemesh:started';

/** More transfers than anybody has under way at once. */
const KEPT = 100;
