/**
 * The user API belongs to whoever knows the secret: the bridge. Guests with a
 * token of their own come through some of its doors.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { RequestProblem } from './problem.ts';
import type { HttpServer } from './server.ts';

/** Who may ask without the secret, and for what. */
export interface Guests {
  has(token: string): boolean;
  /** @param route pattern of the route that answers */
  mayAsk(method: string, route: string | undefined): boolean;
}

const NOBODY: Guests = { has: () => false, mayAsk: () => false };

/** Refuses every request without `Authorization: Bearer <secret>`. */
export function requireSecret(
  server: HttpServer,
  secret: string,
  guests: Guests = NOBODY
): void {
  const expected = digest(secret);
  server.addHook('onRequest', async request => {
    const [, token = ''] =
      /^Bearer +(.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    // Digests have one length, so the time tells nothing.
    if (timingSafeEqual(digest(token), expected)) {
      return;
    }
    if (!guests.has(token)) {
      throw new RequestProblem(
        401,
        'unauthorized',
        'The companion was asked without its secret.',
        { headers: { 'www-authenticate': 'Bearer' } }
      );
    }
    if (!guests.mayAsk(request.method, request.routeOptions.url)) {
      throw new RequestProblem(
        403,
        'not-for-kernels',
        'A kernel can read and write shares, and nothing else.'
      );
    }
  });
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
