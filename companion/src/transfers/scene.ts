/**
 * A transfer as far as its files are concerned, and what happens to it.
 */
import { unlink } from 'node:fs/promises';
import type { TransferEvent } from './journal-records.ts';
import type { TransferJournal } from './journal.ts';
import type { FileEntry, Ledger } from './ledger.ts';
import { inspectOccupant, type Known } from './occupant.ts';
import { statsOf, type WorkingFolder } from './working-folder.ts';

/** What is planned and what has happened. */
export interface Account {
  ledger: Ledger;
  journal: TransferJournal;
}

/** A transfer into a folder of this machine. */
export interface Scene extends Account {
  folder: WorkingFolder;
  known: Known;
}

/** Writes an event down, then lets it be seen. */
export async function note(
  { journal, ledger }: Account,
  event: TransferEvent
): Promise<void> {
  await journal.append(event);
  ledger.apply(event);
}

/**
 * Finishes the landings that an earlier process had begun.
 *
 * @returns the files of which a part is there
 */
export async function takeUpPartials(scene: Scene): Promise<Set<number>> {
  const { folder, ledger } = scene;
  const parts = new Set<number>();
  for (const index of await folder.partials(ledger.plan.id)) {
    const entry = ledger.entries[index];
    const partial = folder.partial(ledger.plan.id, index);
    switch (entry?.state) {
      case 'queued':
      case 'running':
      case 'failed':
        parts.add(index);
        break;
      case 'done':
        await finishLanding(scene, entry, partial);
        break;
      default:
        await unlink(partial);
    }
  }
  return parts;
}

/** It was noted as placed, so it is whole: only its name was still to come. */
async function finishLanding(
  scene: Scene,
  entry: FileEntry,
  partial: string
): Promise<void> {
  const { folder } = scene;
  const { path, replaces = null } = entry.planned;
  if (await folder.place(partial, path, { replaces })) {
    return;
  }
  const [one, other] = await Promise.all([
    statsOf(partial),
    statsOf(folder.target(path))
  ]);
  if (one?.ino === other?.ino && one?.dev === other?.dev) {
    // It has both names, and the first was to be taken away next.
    await unlink(partial);
  } else {
    await giveWay(scene, entry, partial);
  }
}

/** Something took the name while the file was on its way: that one stays. */
export async function giveWay(
  scene: Scene,
  entry: FileEntry,
  partial: string
): Promise<void> {
  await unlink(partial);
  const found = await inspectOccupant(entry, scene.folder, scene.known);
  await note(scene, found ?? { type: 'queued', file: entry.index });
}
