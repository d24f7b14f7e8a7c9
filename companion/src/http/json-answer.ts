/**
 * A JSON document of bounded size from an answer.
 */
import { OutboundError, type OutboundResponse } from './outbound.ts';

/**
 * @returns undefined when the body is no JSON
 * @throws OutboundError `too-large`, or what ended the stream
 */
export async function readJson(
  response: OutboundResponse,
  maximumBytes: number
): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maximumBytes) {
      response.body.destroy();
      throw new OutboundError(
        'too-large',
        `${new URL(response.url).hostname} answers with more than ${maximumBytes} bytes where a short document was expected.`
      );
    }
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}
