/** Starts batch systems, says where they are, and waits to be killed. */
import { Batch } from '../index.ts';

const batch = await Batch.start({ own: true });
process.stdout.write(`${JSON.stringify(batch.place.root)}\n`);
