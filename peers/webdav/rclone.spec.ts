import { describeServer } from './testing/conformance.ts';

await describeServer('rclone', { noQuota: 'It has no quota properties.' });
