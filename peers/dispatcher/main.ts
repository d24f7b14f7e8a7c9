import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { Dispatcher, shapes } from './index.ts';
import type { SentCrate } from './index.ts';

const usage = `node peers/dispatcher/main.ts --to URL --crate FILE [options]
  --to URL             base address of the receiver, such as the one that
                       --ocm-listen of the companion names
  --crate FILE         ro-crate-metadata.json to send
  --share-with ADDRESS recipient (default: the one that the crate names)
  --shape SHAPE        one of ${shapes.join(', ')} (default: S6)
  --host NAME          public name of the sender (default: player.example.org)
`;

const { values } = parseArgs({
  options: {
    to: { type: 'string' },
    crate: { type: 'string' },
    'share-with': { type: 'string' },
    shape: { type: 'string', default: 'S6' },
    host: { type: 'string' }
  }
});

const shape = shapes.find(each => each === values.shape);
if (values.to === undefined || values.crate === undefined || !shape) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  const text = await readFile(values.crate, 'utf8');
  const dispatcher = await Dispatcher.start({ host: values.host, shape });
  const { status, body } = await dispatcher.dispatch(values.to, {
    crate: JSON.parse(text) as SentCrate,
    shareWith: values['share-with']
  });
  await dispatcher.stop();
  process.stdout.write(`${status} ${body}\n`);
  process.exitCode = status >= 200 && status < 300 ? 0 : 1;
}
