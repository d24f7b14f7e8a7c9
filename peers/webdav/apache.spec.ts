import { describeServer } from './testing/conformance.ts';

await describeServer('apache', {
  noQuota: 'mod_dav_fs has no quota properties.'
});
