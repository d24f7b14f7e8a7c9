/**
 * The files of one publication on their way: each as it is now, and together.
 */
import type { StoredPublicationFile } from '../../store/publication-records.ts';
import type { PublicationBook } from './book.ts';
import type { Progress } from './progress.ts';

type State = StoredPublicationFile['state'];

/** They are at the repository. */
const THERE: ReadonlySet<State> = new Set(['sent', 'verified', 'unchanged']);
/** They are there as they are here. */
const AGREED: ReadonlySet<State> = new Set(['verified', 'unchanged']);

export function isThere({ state }: Pick<StoredPublicationFile, 'state'>) {
  return THERE.has(state);
}

export class Consignment {
  readonly #book: PublicationBook;
  readonly #id: string;
  readonly #files = new Map<string, StoredPublicationFile>();
  #sent = 0;
  #verified = 0;

  constructor(book: PublicationBook, id: string) {
    this.#book = book;
    this.#id = id;
    for (const file of book.store.files(id)) {
      if (file.state !== 'left-out') {
        this.#files.set(file.path, file);
        this.#count(file, 1);
      }
    }
  }

  /** In the order of their paths. */
  get all(): StoredPublicationFile[] {
    return [...this.#files.values()];
  }

  get toSend(): StoredPublicationFile[] {
    return this.all.filter(file => !isThere(file));
  }

  get isVerified(): boolean {
    return this.#verified === this.#files.size;
  }

  get progress(): Progress {
    return this.#book.progressOf(this.#id);
  }

  /** As it is now; it was among the files when they were read. */
  now(file: StoredPublicationFile): StoredPublicationFile {
    return this.#files.get(file.path) ?? file;
  }

  /** Keeps what has become of some files. */
  keep(files: readonly StoredPublicationFile[]): void {
    for (const file of files) {
      this.#count(this.now(file), -1);
      this.#files.set(file.path, file);
      this.#count(file, 1);
    }
    const totals = { sent: this.#sent, filesVerified: this.#verified };
    this.#book.arrived(this.#id, totals, files);
  }

  /** A piece of a file went out. */
  stir(): void {
    this.#book.stir(this.#id);
  }

  #count(file: StoredPublicationFile, sign: 1 | -1): void {
    this.#sent += isThere(file) ? sign * file.size : 0;
    this.#verified += AGREED.has(file.state) ? sign : 0;
  }
}
