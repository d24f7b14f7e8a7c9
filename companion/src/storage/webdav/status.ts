/**
 * Requests of which only the outcome counts.
 */
import { readMultistatus } from './multistatus.ts';
import type { Order, Requests } from './requests.ts';

/** The first failure of many tells enough. */
const FEW = { bytes: 16 * 1024 * 1024, entries: 100_000 };

/** @returns the status; of a partial failure (207) that of the first item */
export async function statusOf(
  requests: Requests,
  order: Order
): Promise<number> {
  const response = await requests.send(order);
  if (response.status !== 207) {
    response.discard();
    return response.status;
  }
  try {
    for await (const batch of readMultistatus(response.body, 'utf-8', FEW)) {
      const status = batch
        .map(item => item.status ?? 200)
        // 424: it failed because of another one (RFC 4918, 11.4).
        .find(one => one >= 300 && one !== 424);
      if (status !== undefined) {
        return status;
      }
    }
    return 200;
  } catch (error) {
    throw requests.toFailure(error, order.signal);
  }
}
