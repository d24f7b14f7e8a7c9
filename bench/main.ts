/**
 * Measurements beside other programs: `make bench`. The results that count
 * are kept in README.md.
 */
import { measureArrival } from './arrival.ts';
import { measureBatch } from './batch/main.ts';
import { measureCernbox } from './cernbox/main.ts';
import { measureDrive } from './drive/main.ts';
import { measurePublishing } from './publish/main.ts';
import { measureTransfers } from './transfers.ts';

await measureArrival();
await measureTransfers();
await measureDrive();
await measureBatch();
await measurePublishing();
await measureCernbox();
