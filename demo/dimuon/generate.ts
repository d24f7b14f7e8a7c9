import { parseArgs } from 'node:util';

import { writeDimuonFile } from './events.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '100000' },
    seed: { type: 'string', default: 'dimuon' },
    out: { type: 'string', default: 'dimuon-events.csv' }
  }
});

const written = await writeDimuonFile(values.out, {
  events: Number(values.events),
  seed: values.seed
});
process.stdout.write(`${JSON.stringify({ path: values.out, ...written })}\n`);
