import type { FastifyReply } from 'fastify';

/**
 * Sends a document of a stranger so that no browser ever shows it as a page of
 * ours: always a download, of exactly this type, and without any rights.
 *
 * @param crate text of the document
 */
export function sendCrate(reply: FastifyReply, crate: string): FastifyReply {
  return reply
    .type('application/ld+json')
    .header(
      'content-disposition',
      'attachment; filename="ro-crate-metadata.json"'
    )
    .header('content-security-policy', "sandbox; default-src 'none'")
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'no-store')
    .serializer((text: string) => text)
    .send(crate);
}
