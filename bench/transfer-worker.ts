/**
 * One measured transfer in a process of its own: reads the order as JSON from
 * its first argument, prints seconds and growth of memory as JSON.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createOutboundClient } from '../companion/src/http/guarded-client.ts';
import { createTransferEngine } from '../companion/src/transfers/engine.ts';
import type { Checksum } from 'sciencemesh-contract';

export interface Order {
  /** Where files and journals go. */
  folder: string;
  /** PEM. */
  certificate: string;
  url: string;
  count: number;
  size: number;
  checksum: Checksum | null;
}

export interface Result {
  seconds: number;
  /** Largest resident memory during the transfer over that before it. */
  growth: number;
}

const order = JSON.parse(process.argv[2] ?? '') as Order;

const client = createOutboundClient(
  {
    certificateAuthorities: [order.certificate],
    plainHttp: ['127.0.0.1'],
    privateHosts: ['127.0.0.1']
  },
  undefined,
  { environment: {} }
);
const engine = createTransferEngine({
  dataFolder: join(order.folder, 'data'),
  client,
  openEntry: () => Promise.reject(new Error('there are no archives here'))
});
engine.registerFinisher('none', async () => ({
  notebook: null,
  preflight: null,
  message: null
}));

async function transfer(count: number, size: number): Promise<void> {
  const id = randomUUID();
  await engine.start({
    id,
    kind: 'package',
    packageId: id,
    shareId: null,
    title: 'Measurement',
    folder: join(order.folder, id),
    displayFolder: id,
    finisher: { name: 'none', input: null },
    files: Array.from({ length: count }, (_, index) => ({
      path: `data/file-${index}`,
      source: { type: 'url', url: `${order.url}/${size}/${index}` },
      size,
      checksum: size === order.size ? order.checksum : null,
      skip: false
    }))
  });
  const { state, message } = await engine.settled(id);
  if (state !== 'done') {
    throw new Error(`The transfer ended ${state}: ${message}`);
  }
}

// A companion has been running for a while when somebody opens a package.
await transfer(200, 10_000);
const before = process.memoryUsage.rss();
let highest = before;
const watching = setInterval(() => {
  highest = Math.max(highest, process.memoryUsage.rss());
}, 20);
const start = performance.now();
await transfer(order.count, order.size);
const seconds = (performance.now() - start) / 1000;
clearInterval(watching);
await engine.close();
await client.close();
const result: Result = { seconds, growth: highest - before };
process.stdout.write(`${JSON.stringify(result)}\n`);
