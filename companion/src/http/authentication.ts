/**
 * The user API belongs to whoever knows the secret: the bridge.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { RequestProblem } from './problem.ts';
import type { HttpServer } from './server.ts';

/** Refuses every request without `Authorization: Bearer <secret>`. */
export function requireSecret(server: HttpServer, secret: string): void {
  const expected = digest(secret);
  server.addHook('onRequest', async request => {
    const [, token = ''] =
      /^Bearer +(.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    // Digests have one length, so the time tells nothing.
    if (!timingSafeEqual(digest(token), expected)) {
      throw new RequestProblem(
        401,
        'unauthorized',
        'The companion was asked without its secret.',
        { headers: { 'www-authenticate': 'Bearer' } }
      );
    }
  });
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
