/**
 * From a draft to a draft that holds every file as it is here.
 */
import { stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type {
  StoredPublication,
  StoredPublicationFile
} from '../../store/publication-records.ts';
import { quoted } from '../findings.ts';
import type { DraftState } from '../repository.ts';
import type { PublicationBook } from './book.ts';
import type { Cargo } from './cargo.ts';
import { Consignment } from './consignment.ts';
import type { Desk, Desks } from './desk.ts';
import { draftState, syncMetadata } from './metadata-sync.ts';
import { reconcile } from './reconciling.ts';
import { Sending } from './sending.ts';
import { PublicationTrouble } from './troubles.ts';
import { verify, type Verdict } from './verifying.ts';

/** A file that something writes to all the time is named instead. */
const MOST_ROUNDS = 3;
const STABLE_MILLISECONDS = 1000;
const MOST_LOOKS = 15;
/** A file that arrives with another checksum twice does so by design. */
const MOST_MISMATCHES = 2;

export interface UploadingOptions {
  book: PublicationBook;
  desks: Desks;
  cargo: Cargo;
  parallel: number;
  patience: number;
}

export class Uploading {
  readonly #options: UploadingOptions;

  constructor(options: UploadingOptions) {
    this.#options = options;
  }

  async upload({ id }: StoredPublication, signal: AbortSignal): Promise<void> {
    const { book, cargo, desks } = this.#options;
    const desk = await desks.open(book.get(id), signal);
    await syncMetadata(book.get(id), desk, book);
    try {
      for (let round = 1; ; round += 1) {
        await cargo.plan(book.get(id), desk.open, signal);
        const consignment = await this.#send(id, desk);
        const changed = stateOf(consignment, 'changed');
        if (
          changed.length === 0 &&
          (await cargo.isAsPlanned(book.get(id), signal))
        ) {
          refuseFailed(consignment);
          break;
        }
        if (round === MOST_ROUNDS) {
          throw restless(changed);
        }
        await untilStable(changed, signal);
      }
    } finally {
      book.endProgress(id);
    }
    book.settle(id, 'upload', {
      state: 'verified',
      message: null,
      work: { task: null }
    });
  }

  /** Looks again, and sends nothing. */
  async verify({ id }: StoredPublication, signal: AbortSignal): Promise<void> {
    const { book, cargo, desks } = this.#options;
    const publication = book.get(id);
    const desk = await desks.open(publication, signal);
    const consignment = new Consignment(book, id);
    const verdict = await verify(desk, draftOf(publication), consignment);
    const problem =
      verdictProblem(verdict, desk.name) ??
      ((await cargo.isAsPlanned(publication, signal))
        ? null
        : 'Files here have changed since they were sent. Upload them again; only what changed is sent.');
    book.settle(id, 'verify', {
      state: problem === null ? 'verified' : 'paused',
      message: problem,
      work: { task: null }
    });
  }

  async #send(id: string, desk: Desk): Promise<Consignment> {
    const { book, parallel, patience } = this.#options;
    const publication = book.get(id);
    const draft = draftOf(publication);
    const consignment = new Consignment(book, id);
    const { store } = book;
    for (let mismatches = 0; ; mismatches += 1) {
      await reconcile({ desk, draft, consignment, store, publication });
      await new Sending({ desk, draft, consignment, parallel, patience }).run();
      const failed = [
        ...stateOf(consignment, 'failed'),
        ...stateOf(consignment, 'changed')
      ];
      if (failed.length > 0) {
        return consignment;
      }
      const verdict = await verify(desk, draft, consignment);
      if (verdict.wrong.length === 0 || mismatches + 1 === MOST_MISMATCHES) {
        const problem = verdictProblem(verdict, desk.name);
        if (problem !== null) {
          throw new PublicationTrouble(problem);
        }
        return consignment;
      }
    }
  }
}

/** @throws PublicationTrouble when there is none */
export function draftOf({ work }: StoredPublication): DraftState {
  if (work.draft === null) {
    throw new PublicationTrouble(
      'There is no draft at the repository yet. Create one first.',
      { state: 'form' }
    );
  }
  return draftState(work.draft);
}

/** A sentence about the first thing that is not as it should be. */
export function verdictProblem(
  { strange, untold, wrong }: Verdict,
  name: string
): string | null {
  const [first] = wrong;
  if (first !== undefined) {
    const more = wrong.length > 1 ? ` and ${wrong.length - 1} more` : '';
    return `${name} does not have ${quoted(first.path)}${more} as it is here. Upload again; if that does not help, tell those who run ${name}.`;
  }
  if (strange[0] !== undefined) {
    return `The draft at ${name} holds ${quoted(strange[0])}, which does not come from here. Delete it there, then go on.`;
  }
  return untold[0] === undefined
    ? null
    : `${name} has not said yet what arrived of ${quoted(untold[0].path)}. Compare again in a while.`;
}

function stateOf(
  consignment: Consignment,
  state: StoredPublicationFile['state']
): StoredPublicationFile[] {
  return consignment.all.filter(file => file.state === state);
}

function refuseFailed(consignment: Consignment): void {
  const failed = stateOf(consignment, 'failed');
  const [first] = failed;
  if (first !== undefined) {
    const more =
      failed.length > 1 ? ` ${failed.length - 1} more files failed, too.` : '';
    throw new PublicationTrouble(
      `${quoted(first.path)} could not be sent. ${first.message ?? ''}${more}`
    );
  }
}

function restless(
  changed: readonly StoredPublicationFile[]
): PublicationTrouble {
  const [first] = changed;
  return new PublicationTrouble(
    first === undefined
      ? 'Files here change all the time. Go on when nothing writes to them any more.'
      : `${first.message ?? ''} Something writes to it again and again. Go on when that has ended, or leave it out.`
  );
}

/** Whoever writes to a file mostly comes to an end. */
async function untilStable(
  files: readonly StoredPublicationFile[],
  signal: AbortSignal
): Promise<void> {
  for (const { real } of files) {
    let before = await stampOf(real);
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      await pause(STABLE_MILLISECONDS, undefined, { signal });
      const now = await stampOf(real);
      if (now === before) {
        break;
      }
      before = now;
    }
  }
}

async function stampOf(real: string): Promise<string> {
  const found = await stat(real).catch(() => null);
  return found === null ? '' : `${found.size} ${found.mtimeMs}`;
}
