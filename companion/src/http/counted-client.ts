/**
 * An outbound client whose requests are counted by how they ended.
 */
import type { Metrics } from './metrics.ts';
import {
  OutboundError,
  type OutboundClient,
  type OutboundResponse
} from './outbound.ts';

/** Wraps a client; every request goes through unchanged. */
export function countRequests(
  client: OutboundClient,
  { outboundRequests }: Pick<Metrics, 'outboundRequests'>
): OutboundClient {
  const counted = async <T extends Pick<OutboundResponse, 'status'>>(
    request: Promise<T>
  ): Promise<T> => {
    try {
      const answer = await request;
      const outcome = `${Math.floor(answer.status / 100)}xx`;
      outboundRequests.inc({ outcome });
      return answer;
    } catch (error) {
      const outcome = error instanceof OutboundError ? error.code : 'failed';
      outboundRequests.inc({ outcome });
      throw error;
    }
  };
  return {
    request: (url, options) => counted(client.request(url, options)),
    json: (url, options) => counted(client.json(url, options)),
    judge: url => client.judge(url),
    connect: (url, signal) => client.connect(url, signal),
    authorities: () => client.authorities(),
    close: () => client.close()
  };
}
