import { once } from 'node:events';
import { connect } from 'node:http2';
import { text } from 'node:stream/consumers';

/** How a gateway answered. */
export interface GatewayAnswer {
  /** Status of gRPC: 0 is success, 7 "permission denied", 16 "unauthenticated". */
  code: number;
  message: string;
  /** The reply as it came; texts in it can be read. */
  reply: string;
}

/**
 * Calls a method of the gateway with an empty request and no definitions: only
 * what gRPC itself says is wanted.
 *
 * @param method - such as `ListReceivedOCMShares`
 */
export async function callGateway(
  gateway: string,
  method: string,
  token?: string
): Promise<GatewayAnswer> {
  const session = connect(`http://${gateway}`);
  try {
    const stream = session.request({
      ':method': 'POST',
      ':path': `/cs3.gateway.v1beta1.GatewayAPI/${method}`,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...(token === undefined ? {} : { 'x-access-token': token })
    });
    // One message without compression and without fields.
    stream.end(Buffer.alloc(5));
    const headers = once(stream, 'response');
    const trailers = Promise.race([
      once(stream, 'trailers'),
      once(stream, 'close')
    ]);
    const [first] = (await headers) as [Record<string, string>];
    const reply = await text(stream);
    const [last = {}] = (await trailers) as [Record<string, string>?];
    const status = { ...first, ...last };
    return {
      code: Number(status['grpc-status']),
      message: decodeURIComponent(status['grpc-message'] ?? ''),
      reply
    };
  } finally {
    session.close();
  }
}
