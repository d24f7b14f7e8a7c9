/**
 * Names under which files are on their way at servers, so that a process which
 * is killed leaves none behind: the next one removes what this one could not.
 *
 * A list of lines, each written before what it is about. It is not flushed: a
 * name that a power failure takes away costs some space at a server, a flush
 * for every upload would cost time.
 */
import {
  appendFileSync,
  readFileSync,
  renameSync,
  writeFileSync
} from 'node:fs';

/** A file under a name of its own, at the server of a share. */
export interface Unfinished {
  shareId: string;
  path: string;
  /** Where it is about to be put; null while it is still arriving. */
  target: string | null;
}

export class UnfinishedUploads {
  readonly #file: string;
  readonly #left: readonly Unfinished[];
  readonly #open: Map<string, Unfinished>;

  /** @param file takes the lines; what an earlier process left in it counts */
  constructor(file: string) {
    this.#file = file;
    this.#open = read(file);
    this.#left = [...this.#open.values()];
    const lines = this.#left.map(one => `${JSON.stringify(one)}\n`);
    writeFileSync(`${file}.new`, lines.join(''), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  /** What an earlier process left, and nobody has removed since. */
  left(): Unfinished[] {
    return this.#left.filter(one => this.#open.has(keyOf(one)));
  }

  /** Notes a file that is about to arrive, or to be put into its place. */
  note(unfinished: Unfinished): void {
    this.#open.set(keyOf(unfinished), unfinished);
    this.#append(unfinished);
  }

  /** It is not there any more under that name. */
  forget({ shareId, path }: Omit<Unfinished, 'target'>): void {
    if (this.#open.delete(keyOf({ shareId, path }))) {
      this.#append({ shareId, path, over: true });
    }
  }

  #append(line: object): void {
    appendFileSync(this.#file, `${JSON.stringify(line)}\n`);
  }
}

function read(file: string): Map<string, Unfinished> {
  const open = new Map<string, Unfinished>();
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return open;
  }
  for (const line of text.split('\n').filter(Boolean)) {
    try {
      // Written by ourselves; the last line may be cut off.
      const { over, ...one } = JSON.parse(line) as Unfinished & {
        over?: true;
      };
      if (over) {
        open.delete(keyOf(one));
      } else {
        open.set(keyOf(one), one);
      }
    } catch {
      continue;
    }
  }
  return open;
}

function keyOf({ shareId, path }: Omit<Unfinished, 'target'>): string {
  return `${shareId}/${path}`;
}
