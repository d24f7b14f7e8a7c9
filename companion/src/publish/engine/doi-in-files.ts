/**
 * The DOI in the files of the person: written where they want it, taken out
 * again when there will be no such record. Neither stops anything else.
 */
import type { StoredPublication } from '../../store/publication-records.ts';
import { quoted } from '../findings.ts';
import type { PublicationBook } from './book.ts';
import type { WriteBack, WriteBackOrder } from './ports.ts';
import type { Surveys } from './survey.ts';

export interface DoiInFilesOptions {
  book: PublicationBook;
  surveys: Surveys;
  writeBack: WriteBack;
  takeBack: WriteBack;
}

export class DoiInFiles {
  readonly #options: DoiInFilesOptions;

  constructor(options: DoiInFilesOptions) {
    this.#options = options;
  }

  /** @returns what could not be done, for the person */
  async write(
    publication: StoredPublication,
    signal: AbortSignal
  ): Promise<string | null> {
    const { book, writeBack } = this.#options;
    const { doi, form, id, writtenBack } = publication;
    if (doi === null || !form.writeBack || writtenBack.length > 0) {
      return null;
    }
    try {
      const order = await this.#order(publication, doi, signal);
      const { pathsToWriteTo } = await import('../write-back/write-back.ts');
      const wanted = pathsToWriteTo(order.files);
      const written = await writeBack(order);
      book.update(id, { writtenBack: written });
      const left = wanted.filter(path => !written.includes(path));
      return left.length === 0
        ? null
        : `The DOI ${doi} could not be written into ${left.map(quoted).join(', ')} without harm. Write it there yourself, if it is to be there.`;
    } catch (error) {
      signal.throwIfAborted();
      return `The DOI ${doi} could not be written into your files: ${messageOf(error)}`;
    }
  }

  /** @returns what could not be done, for the person */
  async takeBack(
    publication: StoredPublication,
    signal: AbortSignal
  ): Promise<string | null> {
    const { book, takeBack } = this.#options;
    const { doi, id, writtenBack } = publication;
    if (doi === null || writtenBack.length === 0) {
      return null;
    }
    try {
      const taken = await takeBack(await this.#order(publication, doi, signal));
      const left = writtenBack.filter(path => !taken.includes(path));
      book.update(id, { writtenBack: left });
      return left.length === 0
        ? null
        : `The DOI ${doi} may still stand in ${left.map(quoted).join(', ')}, which could not be changed without harm. It leads nowhere: take it out there.`;
    } catch (error) {
      signal.throwIfAborted();
      return `The DOI ${doi} still stands in ${writtenBack.map(quoted).join(', ')}: ${messageOf(error)}`;
    }
  }

  async #order(
    publication: StoredPublication,
    doi: string,
    signal: AbortSignal
  ): Promise<WriteBackOrder> {
    const { selection } = await this.#options.surveys.now(publication, signal);
    return { files: selection.files, doi, url: publication.recordUrl, signal };
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
