import type { IDisposable } from '@lumino/disposable';
import type { Publication, PublicationForm } from 'sciencemesh-contract';
import type { PublicationsModel } from '../model';
import { keepable } from './describe/keepable';
import { FileList } from './filelist';
import { FormSaver } from './formsaver';
import { Planner } from './planner';
import type { IRemainders } from './remainders';

/**
 * What there is to work with as soon as a publication is there: its form, its
 * files, and what would happen to them.
 */
export class Workbench implements IDisposable {
  constructor(options: Workbench.IOptions) {
    this._options = options;
    const { changed, publication, publications, taken } = options;
    const { form, id } = publication;
    const { client } = publications;
    this.saver = new FormSaver({
      changed: () => {
        this._keepRemainder();
        changed();
      },
      form,
      keepable: one => ({ ...one, metadata: keepable(one.metadata) }),
      save: async one => {
        const answer = await publications.setForm(id, one);
        if (answer.ok && !this._isDisposed) {
          taken(answer.value);
        }
        return answer;
      }
    });
    this.planner = new Planner({
      changed,
      check: signal => client.check(id, signal)
    });
    this.files = new FileList({
      changed,
      excluded: () => new Set(this.saver.form.excluded),
      load: query => client.files(id, query)
    });
  }

  readonly files: FileList;
  readonly planner: Planner;
  readonly saver: FormSaver;

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Change members of the form; they are kept by themselves.
   */
  change(members: Partial<PublicationForm>): void {
    this.saver.change({ ...this.saver.form, ...members });
  }

  /**
   * Look at files and plan again.
   */
  look(): void {
    this.files.refresh();
    void this.planner.look();
  }

  /**
   * Take up what was half typed the last time.
   *
   * @param isOpen - whether the description takes changes
   */
  async recall(isOpen: () => boolean): Promise<void> {
    const { publication, remainders } = this._options;
    const metadata = await remainders?.fetch(publication.id);
    if (metadata && isOpen() && this.saver.state === 'saved') {
      this.change({ metadata: { ...this.saver.form.metadata, ...metadata } });
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.saver.dispose();
    this.planner.dispose();
    this.files.dispose();
  }

  private _keepRemainder(): void {
    const { publication, remainders } = this._options;
    const isHalf = !this.saver.isComplete;
    if (isHalf || this._hasRemainder) {
      this._hasRemainder = isHalf;
      void remainders?.save(
        publication.id,
        isHalf ? this.saver.form.metadata : null
      );
    }
  }

  private _hasRemainder = false;
  private _isDisposed = false;
  private readonly _options: Workbench.IOptions;
}

/**
 * The namespace for `Workbench` statics.
 */
export namespace Workbench {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    /**
     * Told of every change.
     */
    readonly changed: () => void;
    readonly publication: Publication;
    readonly publications: PublicationsModel;

    /**
     * Null where nothing on this side is kept.
     */
    readonly remainders: IRemainders | null;

    /**
     * Told of the publication after its form was kept.
     */
    readonly taken: (publication: Publication) => void;
  }
}
