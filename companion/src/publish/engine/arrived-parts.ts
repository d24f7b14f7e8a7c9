/**
 * Which parts of a file a repository has.
 */
import type { StoredSlot } from '../../store/publication-records.ts';
import type { PartReceipt } from '../repository.ts';

type Parts = Pick<StoredSlot, 'parts' | 'partSize' | 'receipts'>;

export function hasArrived({ receipts }: Parts, part: number): boolean {
  return (receipts[part] ?? null) !== null;
}

/** So many from the first on, without one missing. */
export function arrivedInRow({ receipts }: Parts): number {
  const missing = receipts.indexOf(null);
  return missing === -1 ? receipts.length : missing;
}

/** What the repository said of those that it has, in their order. */
export function arrivedReceipts({ receipts }: Parts): PartReceipt[] {
  return receipts.filter(receipt => receipt !== null);
}

/** @param size of the whole file: the last part may be a shorter one */
export function arrivedBytes(slot: Parts, size: number): number {
  const { parts, partSize } = slot;
  const all = arrivedReceipts(slot).length * partSize;
  return hasArrived(slot, parts - 1) ? all - parts * partSize + size : all;
}

/** The same, with one part more. */
export function withReceipt<S extends Parts>(
  slot: S,
  part: number,
  receipt: PartReceipt
): S {
  const length = Math.max(slot.receipts.length, part + 1);
  return {
    ...slot,
    receipts: Array.from({ length }, (_, index) =>
      index === part ? receipt : (slot.receipts[index] ?? null)
    )
  };
}
