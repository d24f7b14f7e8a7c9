/**
 * From a survey and the person's decision to the plan of a transfer.
 */
import { randomUUID } from 'node:crypto';
import { join, posix } from 'node:path';
import type { CollisionPolicy, CopyAction } from 'sciencemesh-contract';
import { seenIn } from '../transfers/seen.ts';
import type {
  PlannedFile,
  TransferPlan,
  TransferSource
} from '../transfers/transfer.ts';
import { FINISHER, type FinisherInput } from './finisher-input.ts';
import { freeName } from './names.ts';
import { drivePathOf, JUPYTER } from './places.ts';
import type { Survey, Surveyed, SurveyedItem } from './survey.ts';

export interface Decision {
  action: CopyAction;
  collisions: CollisionPolicy;
  /** Absolute path of Jupyter's root. */
  root: string;
  /** Of the transfer; default: a new one. */
  id?: string;
}

/** Plans without looking at anything again. */
export function planCopy(survey: Survey, decision: Decision): TransferPlan {
  const { target, items } = survey;
  const planner = new Planner(survey, decision);
  items.forEach(item => planner.add(item));
  const isLocal = target.storage === JUPYTER;
  const place = { storage: target.storage, path: target.path };
  const [only] = planner.names;
  return {
    id: decision.id ?? randomUUID(),
    kind: decision.action,
    packageId: null,
    shareId: isLocal ? null : target.storage,
    title:
      items.length === 1 && only !== undefined ? only : `${items.length} items`,
    folder: isLocal ? join(decision.root, target.path) : '',
    ...(isLocal ? {} : { target: place }),
    displayFolder: target.display,
    files: planner.files,
    finisher: {
      name: FINISHER,
      input: {
        target: place,
        emptyFolders: planner.emptyFolders(),
        sourceFolders: planner.sourceFolders,
        origins: originsOf(items)
      } satisfies FinisherInput
    }
  };
}

class Planner {
  readonly files: PlannedFile[] = [];
  /** Names of the items at the target. */
  readonly names: string[] = [];
  /** To be taken away after a move once they are empty, inner ones last. */
  readonly sourceFolders: FinisherInput['sourceFolders'] = [];
  readonly #survey: Survey;
  readonly #decision: Decision;
  readonly #taken: Set<string>;
  readonly #folders = new Set<string>();

  constructor(survey: Survey, decision: Decision) {
    this.#survey = survey;
    this.#decision = decision;
    this.#taken = new Set(survey.taken);
    survey.items.forEach(({ name }) => this.#taken.add(name));
  }

  /** Folders in which nothing is put, so that nothing else makes them. */
  emptyFolders(): string[] {
    const full = new Set<string>();
    const above = (path: string) => {
      for (let at = posix.dirname(path); at !== '.' && !full.has(at);) {
        full.add(at);
        at = posix.dirname(at);
      }
    };
    this.files.forEach(file => {
      full.add(file.path);
      above(file.path);
    });
    this.#folders.forEach(above);
    return [...this.#folders].filter(folder => !full.has(folder));
  }

  add(item: SurveyedItem): void {
    const { collisions } = this.#decision;
    const renames = item.occupant !== null && collisions === 'keep-both';
    const name = renames
      ? freeName(item.name, candidate => this.#taken.has(candidate))
      : item.name;
    this.#taken.add(name);
    this.names.push(name);
    if (item.found.length === 0) {
      this.files.push({
        path: name,
        source: this.#source(item, item.entry.path, 'server-move'),
        size: item.entry.kind === 'file' ? item.entry.size : 0,
        checksum: null,
        skip: false,
        replaces: null
      });
      return;
    }
    const refused = new Set<string>();
    for (const found of item.found) {
      const path = name + found.path.slice(item.name.length);
      if (refused.has(posix.dirname(path))) {
        // The folder it is in has said so for all.
        refused.add(path);
        continue;
      }
      if (found.entry.kind === 'folder' && found.occupant?.kind === 'file') {
        refused.add(path);
      }
      this.#take(item, renames ? { ...found, occupant: null } : found, path);
    }
  }

  #take(item: SurveyedItem, found: Surveyed, path: string): void {
    const { entry, occupant, problem } = found;
    const folder = entry.kind === 'folder';
    if (problem !== null) {
      this.#refuse(path, 'not-permitted', problem);
    } else if (occupant !== null && occupant.kind !== entry.kind) {
      this.#refuse(
        path,
        'exists',
        folder
          ? 'There is a file of this name, where a folder is needed. Rename it, then copy again.'
          : 'There is a folder of this name, which was left as it is. Rename it, then copy again.'
      );
    } else if (folder) {
      this.#folders.add(path);
      if (this.#decision.action === 'move') {
        this.sourceFolders.push({
          storage: item.spot.storage,
          path: entry.path
        });
      }
    } else {
      this.#file(item, found, path);
    }
  }

  #file(item: SurveyedItem, found: Surveyed, path: string): void {
    const { entry, occupant } = found;
    const { action, collisions } = this.#decision;
    const isHere = item.spot.storage === this.#survey.target.storage;
    const byServer = isHere && occupant === null;
    const by = action === 'move' ? 'server-move' : 'server-copy';
    this.files.push({
      path,
      source: this.#source(item, entry.path, byServer ? by : 'stream'),
      size: entry.size,
      checksum: null,
      skip: occupant !== null && collisions === 'skip',
      replaces:
        occupant !== null && collisions === 'replace' ? seenIn(occupant) : null
    });
  }

  #refuse(path: string, code: string, message: string): void {
    this.files.push({
      path,
      source: { type: 'none', code, message },
      size: null,
      checksum: null,
      skip: false,
      replaces: null
    });
  }

  /** A folder of this machine is filled by reading, also from beside it. */
  #source(
    item: SurveyedItem,
    path: string,
    by: 'stream' | 'server-copy' | 'server-move'
  ): TransferSource {
    const { storage } = item.spot;
    return {
      type: 'storage',
      storage,
      path,
      by: this.#survey.target.storage === JUPYTER ? 'stream' : by
    };
  }
}

function originsOf(items: readonly SurveyedItem[]): string[] {
  const paths = items.flatMap(({ spot }) => drivePathOf(spot.display) ?? []);
  return [...new Set(paths.map(path => posix.dirname(path)))];
}
