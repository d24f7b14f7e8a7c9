/**
 * What is looked at before anything is promised or written.
 */
import type { Ledger } from './ledger.ts';
import { TransferError, type TransferPlan } from './transfer.ts';
import { freeBytes, isSafePath } from './working-folder.ts';

/** Also the name of a file in the data folder. */
const IDENTIFIER = /^[A-Za-z0-9-]{1,64}$/;

/** @throws TransferError for a plan that would leave its folder */
export function checkPlan(plan: TransferPlan): void {
  const paths = new Set(plan.files.map(file => file.path));
  const bad = plan.files.find(file => !isSafePath(file.path));
  if (bad || paths.size !== plan.files.length || !IDENTIFIER.test(plan.id)) {
    throw new TransferError(
      'plan-refused',
      bad
        ? `The package wants a file at "${bad.path}", which is not a place inside its folder.`
        : 'The package wants two files at the same place.'
    );
  }
}

/** @throws TransferError when what is still to come does not fit */
export async function checkSpace(ledger: Ledger): Promise<void> {
  if (ledger.plan.target) {
    // Whoever plans for a storage has asked it.
    return;
  }
  const needed = ledger.entries
    .filter(({ state }) => state === 'queued' || state === 'running')
    .reduce(
      (sum, { size, received }) => sum + Math.max(0, (size ?? 0) - received),
      0
    );
  const free = await freeBytes(ledger.plan.folder);
  if (free !== null && needed > free) {
    throw new TransferError(
      'no-space',
      `The files need ${readable(needed)}, and ${readable(free)} are free in "${ledger.plan.displayFolder}". Leave some files out, or make space.`
    );
  }
}

/** Sizes as JupyterLab shows them. */
export function readable(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
  const power = Math.min(
    units.length - 1,
    Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024))
  );
  const value = bytes / 1024 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${units[power]}`;
}
