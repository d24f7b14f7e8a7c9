import type { IStateDB } from '@jupyterlab/statedb';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { Publication, PublicationState } from 'sciencemesh-contract';
import type { PublicationsModel } from './model';

/**
 * Remembers in which state the person last saw each publication, on this
 * Jupyter server, so that what has changed since can be marked.
 */
export class SeenStates implements IDisposable {
  constructor(options: SeenStates.IOptions) {
    this._options = options;
    const { publications } = options;
    publications.changed.connect(this._onChanged, this);
    void this._restore();
  }

  /**
   * Emitted when a mark has come or gone.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Whether something has become of a publication that nobody has looked at.
   */
  isFresh({ id, state }: Publication): boolean {
    return this._seen !== null && isNews(state) && this._seen[id] !== state;
  }

  /**
   * Say that the person sees how a publication stands.
   */
  markSeen(id: string): void {
    const state = this._options.publications.get(id)?.state;
    if (state !== undefined && this._seen && this._seen[id] !== state) {
      this._seen[id] = state;
      void this._keep();
      this._changed.emit();
    }
  }

  /**
   * Take note of what is on the screen.
   */
  look(): void {
    const { isVisible, publications } = this._options;
    for (const publication of publications.publications ?? []) {
      if (this.isFresh(publication) && isVisible(publication.id)) {
        this.markSeen(publication.id);
      }
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    Signal.clearData(this);
  }

  private async _restore(): Promise<void> {
    const { state } = this._options;
    const kept = await state?.fetch(KEY).catch((cause: unknown) => {
      console.error('What was seen of publications is not known.', cause);
      return undefined;
    });
    if (this._isDisposed) {
      return;
    }
    this._restored = { kept: readStates(kept) };
    this._onChanged();
    this._changed.emit();
  }

  private _onChanged(): void {
    const { publications } = this._options.publications;
    if (this._restored !== null && this._seen === null && publications) {
      // Who opens this for the first time has missed nothing.
      this._seen =
        this._restored.kept ??
        Object.fromEntries(publications.map(({ id, state }) => [id, state]));
      void this._keep();
    }
    this.look();
  }

  private async _keep(): Promise<void> {
    const { publications, state } = this._options;
    const known = Object.entries(this._seen ?? {}).filter(
      ([id]) => publications.get(id) !== undefined
    );
    await state
      ?.save(KEY, Object.fromEntries(known))
      .catch((cause: unknown) => {
        console.error('What was seen of publications is not kept.', cause);
      });
  }

  private readonly _changed = new Signal<this, void>(this);
  private _isDisposed = false;
  private readonly _options: SeenStates.IOptions;
  private _restored: { readonly kept: States | null } | null = null;
  private _seen: States | null = null;
}

/**
 * The namespace for `SeenStates` statics.
 */
export namespace SeenStates {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    /**
     * Whether the page of a publication is on the screen.
     */
    readonly isVisible: (id: string) => boolean;
    readonly publications: PublicationsModel;

    /**
     * Null where nothing is kept from one visit to the next.
     */
    readonly state: IStateDB | null;
  }
}

/**
 * Whether a state is one that others, or the work in the background, have
 * brought about, and that the person waits for.
 */
function isNews(state: PublicationState): boolean {
  switch (state) {
    case 'unsure':
    case 'verified':
    case 'declined':
    case 'published':
    case 'gone':
      return true;
    case 'form':
    case 'creating':
    case 'draft':
    case 'uploading':
    case 'paused':
    case 'finishing':
    case 'review':
    case 'discarded':
      return false;
  }
}

type States = Record<string, string>;

const KEY = 'jupyterlab-sciencemesh:publications-seen';

/** Anything may stand in what was kept. */
function readStates(kept: unknown): States | null {
  return typeof kept === 'object' && kept !== null
    ? Object.fromEntries(
        Object.entries(kept).filter(
          (entry): entry is [string, string] => typeof entry[1] === 'string'
        )
      )
    : null;
}
