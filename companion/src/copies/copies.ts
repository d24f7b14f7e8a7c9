/**
 * Copies and moves of files and folders between the drive and the files of
 * the person; carried out by the transfer engine.
 */
import type {
  ContentChange,
  CopyPreview,
  CopyQuestion,
  CopyRequest,
  Transfer
} from 'sciencemesh-contract';
import { RequestProblem } from '../http/problem.ts';
import { StorageError } from '../storage/storage.ts';
import {
  SETTLED,
  type TransferEngine,
  type TransferPlan
} from '../transfers/transfer.ts';
import { readable } from '../transfers/plan-check.ts';
import { createFinisher } from './finish.ts';
import { FINISHER } from './finisher-input.ts';
import { drivePathOf, type Places } from './places.ts';
import { planCopy } from './planning.ts';
import { survey, type Survey, type Surveyed } from './survey.ts';

/** So much of a long list is told. */
const TOLD = 100;

export interface CopiesOptions {
  places: Places;
  transfers: TransferEngine;
  /** Told of folders of the drive that are no longer as they were. */
  onChange: (change: ContentChange) => void;
}

export class Copies {
  readonly #places: Places;
  readonly #transfers: TransferEngine;

  /** Registers its finisher; to be made before the engine recovers. */
  constructor({ places, transfers, onChange }: CopiesOptions) {
    this.#places = places;
    this.#transfers = transfers;
    const refresh = (path: string) =>
      onChange({ kind: 'refresh', path, oldPath: null });
    transfers.registerFinisher(
      FINISHER,
      createFinisher(places.storageOf, refresh)
    );
    transfers.onChange(({ state, kind, folder }) => {
      const path = drivePathOf(folder);
      // Whatever came of it, something may have arrived.
      if (kind !== 'package' && path !== null && SETTLED.includes(state)) {
        refresh(path);
      }
    });
  }

  /** How much it is and what is in the way; changes nothing. */
  async preview(
    question: CopyQuestion,
    signal: AbortSignal
  ): Promise<CopyPreview> {
    const found = await survey(this.#places, question, signal);
    const all = found.items.flatMap(({ entry, name, occupant, found }) =>
      found.length === 0
        ? [{ entry, path: name, occupant, problem: null }]
        : found
    );
    const files = all.filter(({ entry }) => entry.kind === 'file');
    const taken = collisionsIn(found);
    return {
      files: files.length,
      folders: all.length - files.length,
      size: files.reduce((sum, { entry }) => sum + (entry.size ?? 0), 0),
      available: await roomIn(found, signal),
      collisionCount: taken.length,
      collisions: taken.slice(0, TOLD).map(({ path, occupant, entry }) => ({
        path,
        kind: occupant.kind,
        size: occupant.size,
        modified: occupant.modified,
        replaceable: occupant.kind === entry.kind
      })),
      refused: all
        .flatMap(({ path, problem }) =>
          problem === null ? [] : [{ path, message: problem }]
        )
        .slice(0, TOLD)
    };
  }

  /**
   * Begins; resolves when the plan is durable.
   *
   * @param id of the transfer, where it is not to begin twice
   * @throws RequestProblem, StorageError or TransferError for what cannot be
   */
  async start(
    request: CopyRequest,
    signal: AbortSignal,
    id?: string
  ): Promise<Transfer> {
    const begun = id === undefined ? null : this.#transfers.get(id);
    if (begun !== null) {
      return begun;
    }
    const found = await survey(this.#places, request, signal);
    const { action, collisions } = request;
    const { root } = this.#places;
    const plan = planCopy(found, {
      action,
      collisions,
      root,
      ...(id === undefined ? {} : { id })
    });
    await checkRoom(found, plan, signal);
    return this.#transfers.start(plan);
  }
}

type Collision = Surveyed & { occupant: NonNullable<Surveyed['occupant']> };

/** Chosen items whose name is taken, and files where two folders meet. */
function collisionsIn({ items }: Survey): Collision[] {
  const collisions: Collision[] = [];
  for (const { found } of items) {
    for (const [place, one] of found.entries()) {
      const { occupant, entry } = one;
      const meets = entry.kind === 'folder' && occupant?.kind === 'folder';
      if (occupant !== null && (place === 0 || !meets)) {
        collisions.push({ ...one, occupant });
      }
    }
  }
  return collisions;
}

async function roomIn(
  { target }: Survey,
  signal: AbortSignal
): Promise<number | null> {
  try {
    return (await target.at.quota({ signal })).available;
  } catch (error) {
    // Whoever does not say how much room there is may have enough.
    if (error instanceof StorageError && error.code !== 'aborted') {
      return null;
    }
    throw error;
  }
}

/** The engine looks at the disk; of a share only its server knows. */
async function checkRoom(
  found: Survey,
  { files, target }: TransferPlan,
  signal: AbortSignal
): Promise<void> {
  const needed = files
    .filter(
      ({ skip, source }) =>
        !skip && !(source.type === 'storage' && source.by === 'server-move')
    )
    .reduce((sum, { size }) => sum + (size ?? 0), 0);
  const available = target ? await roomIn(found, signal) : null;
  if (available !== null && needed > available) {
    throw new RequestProblem(
      507,
      'no-space',
      `This needs ${readable(needed)}, and "${found.target.at.label}" has room for ${readable(available)}. Choose less, or make room there.`
    );
  }
}
