/**
 * Measurements beside other programs: `make bench`. The results that count
 * are kept in README.md.
 */
import { measureTransfers } from './transfers.ts';

await measureTransfers();
