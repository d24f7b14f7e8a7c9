/**
 * The thread that makes checksums: the companion starts it by its address,
 * nobody imports it.
 */
import { parentPort } from 'node:worker_threads';
import { Hashes } from './hashes.ts';
import type { Answer, NewFile, Order } from './messages.ts';

parentPort?.on('message', ({ port, algorithms }: NewFile) => {
  const hashes = new Hashes(algorithms);
  port.on('message', (message: Order) => {
    switch (message.order) {
      case 'begin':
        hashes.begin();
        break;
      case 'update': {
        const { bytes } = message;
        hashes.update(bytes);
        port.postMessage(bytes satisfies Answer, [bytes.buffer]);
        break;
      }
      case 'keep':
        hashes.keep();
        break;
      case 'tell':
        port.postMessage(hashes.told() satisfies Answer);
        break;
    }
  });
});
