import { UUID } from '@lumino/coreutils';
import type { JobDraft } from 'sciencemesh-contract';

/**
 * The key under which a draft is submitted.
 *
 * #### Notes
 * The same draft has the same key, so that it is submitted once however often
 * that is tried; a draft that was changed is another job.
 */
export class SubmissionKey {
  /**
   * The key of a draft.
   */
  of(draft: JobDraft): string {
    const text = JSON.stringify(draft);
    if (this._text !== text) {
      this._text = text;
      this._key = UUID.uuid4();
    }
    return this._key;
  }

  private _key = '';
  private _text: string | null = null;
}
