/** Long lists are worked through in pieces, so that others have their turn. */
import { setImmediate } from 'node:timers/promises';

const PIECE = 500;

/** Makes something of each item, in their order. */
export async function inTurns<Item, Made>(
  items: readonly Item[],
  make: (item: Item) => Made
): Promise<Made[]> {
  const made: Made[] = [];
  for (const item of items) {
    made.push(make(item));
    if (made.length % PIECE === 0) {
      await setImmediate();
    }
  }
  return made;
}
