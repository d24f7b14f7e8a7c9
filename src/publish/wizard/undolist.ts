import type { PublicationForm } from 'sciencemesh-contract';

type Arrangement = Pick<PublicationForm, 'excluded' | 'folders' | 'names'>;

/** Nobody goes back further. */
const MOST = 50;

/**
 * Changes of the choice of files that can be taken back, the last one first.
 */
export class UndoList {
  /**
   * What was done last, for the person; null when there is nothing to undo.
   */
  get label(): string | null {
    return this._done.at(-1)?.label ?? null;
  }

  /**
   * Note what the files were like before a change.
   */
  add(label: string, { excluded, folders, names }: PublicationForm): void {
    this._done.push({ label, before: { excluded, folders, names } });
    this._done.splice(0, this._done.length - MOST);
  }

  /**
   * What the files were like before the last change, which is forgotten.
   */
  take(): Arrangement | null {
    return this._done.pop()?.before ?? null;
  }

  private readonly _done: {
    readonly label: string;
    readonly before: Arrangement;
  }[] = [];
}
