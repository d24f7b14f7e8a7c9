/**
 * What is to be copied and what is in its way, found out by listing only.
 */
import { posix } from 'node:path';
import type { CopyQuestion } from 'sciencemesh-contract';
import { RequestProblem } from '../http/problem.ts';
import { StorageError, type Entry } from '../storage/storage.ts';
import { localName, TargetPaths } from './names.ts';
import { JUPYTER, type Places, type Spot } from './places.ts';
import { walk } from './walk.ts';

/** More than anybody copies on purpose; each costs memory here. */
const MOST = 200_000;

/** One file or folder on its way. */
export interface Surveyed {
  entry: Entry;
  /** Relative to the target. */
  path: string;
  /** What has this name already; null: nothing. */
  occupant: Entry | null;
  /** Why it cannot be copied, if so. */
  problem: string | null;
}

/** One of the things that the person chose. */
export interface SurveyedItem {
  spot: Spot;
  entry: Entry;
  /** The name that it will have, unless that is taken. */
  name: string;
  occupant: Entry | null;
  /** The item itself, then all below; empty where the server moves it whole. */
  found: Surveyed[];
}

export interface Survey {
  target: Spot;
  items: SurveyedItem[];
  /** Names in the target. */
  taken: ReadonlySet<string>;
}

/**
 * @throws RequestProblem for what cannot be copied there at all
 * @throws StorageError when a server does not answer
 */
export async function survey(
  places: Places,
  question: CopyQuestion,
  signal: AbortSignal
): Promise<Survey> {
  const target = await places.find(question.target);
  const folder = await target.at.stat(target.path, { signal });
  if (folder.kind !== 'folder') {
    throw refused(
      `"${target.name}" is a file. Choose a folder for the copies.`
    );
  }
  if (folder.rights?.create === false) {
    throw refused(
      `Nothing can be put into "${target.name}": it is for reading only. Ask its owner for more.`,
      403
    );
  }
  const there = await entriesOf(target, '', signal);
  const surveyor = new Surveyor(target, there, question.action, signal);
  const items: SurveyedItem[] = [];
  for (const place of question.items) {
    items.push(await surveyor.item(await places.find(place)));
  }
  return { target, items, taken: new Set(there.keys()) };
}

class Surveyor {
  readonly #target: Spot;
  readonly #there: ReadonlyMap<string, Entry>;
  readonly #action: CopyQuestion['action'];
  readonly #signal: AbortSignal;
  readonly #paths: TargetPaths;
  /** What is in folders of the target that receive something. */
  readonly #occupants = new Map<string, ReadonlyMap<string, Entry>>();
  #count = 0;

  constructor(
    target: Spot,
    there: ReadonlyMap<string, Entry>,
    action: CopyQuestion['action'],
    signal: AbortSignal
  ) {
    this.#target = target;
    this.#there = there;
    this.#action = action;
    this.#signal = signal;
    this.#paths = new TargetPaths(
      target.storage === JUPYTER ? localName : name => name
    );
  }

  async item(spot: Spot): Promise<SurveyedItem> {
    const signal = this.#signal;
    const entry = await spot.at.stat(spot.path, { signal });
    this.#check(spot, entry);
    const path = this.#paths.take('', spot.name);
    const occupant = this.#there.get(path) ?? null;
    const item = { spot, entry, name: path, occupant, found: [] };
    // Folders of this machine are filled file by file, by the engine.
    const wholesale =
      this.#action === 'move' &&
      this.#isHere(spot) &&
      spot.storage !== JUPYTER &&
      occupant === null;
    return wholesale
      ? item
      : { ...item, found: await this.#below(spot, entry, path, occupant) };
  }

  async #below(
    spot: Spot,
    entry: Entry,
    path: string,
    occupant: Entry | null
  ): Promise<Surveyed[]> {
    const found: Surveyed[] = [
      { entry, path, occupant, problem: entry.problem }
    ];
    if (entry.kind === 'file') {
      this.#add(1);
      return found;
    }
    /** Where the folders of the source go. */
    const paths = new Map([[spot.path, path]]);
    await this.#look(path, occupant);
    for await (const batch of walk(spot.at, spot.path, this.#signal)) {
      this.#add(batch.length);
      for (const one of batch) {
        const known = paths.get(one.entry.path);
        if (known !== undefined) {
          // It could not be read when its turn came.
          const { entry, problem } = one;
          found.push({ entry, path: known, occupant: null, problem });
          continue;
        }
        const folder = paths.get(one.folder) ?? path;
        const place = this.#paths.take(folder, one.entry.name);
        const there =
          this.#occupants.get(folder)?.get(posix.basename(place)) ?? null;
        found.push({
          entry: one.entry,
          path: place,
          occupant: there,
          problem: one.problem
        });
        if (one.entry.kind === 'folder') {
          paths.set(one.entry.path, place);
          await this.#look(place, there);
        }
      }
    }
    return found;
  }

  /** Two folders of one name may become one: then what is in it counts. */
  async #look(path: string, occupant: Entry | null): Promise<void> {
    if (occupant?.kind === 'folder') {
      this.#occupants.set(
        path,
        await entriesOf(this.#target, path, this.#signal)
      );
    }
  }

  #check(spot: Spot, entry: Entry): void {
    const target = this.#target;
    if (entry.problem !== null) {
      throw refused(`"${spot.name}" cannot be copied. ${entry.problem}`);
    }
    if (spot.name === '') {
      throw refused('All your files at once cannot be copied. Choose some.');
    }
    const moves = this.#action === 'move';
    if (moves && (spot.path === '' || entry.rights?.delete === false)) {
      throw refused(
        `"${spot.name}" may not be taken away from where it is. Copy it instead.`,
        403
      );
    }
    if (!this.#isHere(spot)) {
      return;
    }
    if (
      entry.kind === 'folder' &&
      (spot.path === '' ||
        target.path === spot.path ||
        target.path.startsWith(`${spot.path}/`))
    ) {
      throw refused(`"${spot.name}" cannot be put into itself.`);
    }
    if (moves && folderOf(spot.path) === target.path) {
      throw refused(`"${spot.name}" is in this folder already.`);
    }
  }

  #isHere(spot: Spot): boolean {
    return spot.storage === this.#target.storage;
  }

  #add(count: number): void {
    this.#count += count;
    if (this.#count > MOST) {
      throw refused(
        `There are more than ${MOST} files and folders. Choose some of them.`
      );
    }
  }
}

async function entriesOf(
  { at, path }: Spot,
  folder: string,
  signal: AbortSignal
): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  const place = folder === '' ? path : posix.join(path, folder);
  const listing = await at.list(place, { signal }).catch((error: unknown) => {
    if (error instanceof StorageError && error.code === 'not-found') {
      return null;
    }
    throw error;
  });
  for await (const batch of listing?.entries ?? []) {
    batch.forEach(entry => entries.set(entry.name, entry));
  }
  return entries;
}

function folderOf(path: string): string {
  const cut = path.lastIndexOf('/');
  return cut === -1 ? '' : path.slice(0, cut);
}

function refused(message: string, status = 422): RequestProblem {
  return new RequestProblem(status, 'copy-refused', message);
}
