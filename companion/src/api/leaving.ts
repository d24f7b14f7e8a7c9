import type { FastifyReply } from 'fastify';

/** Ends when who asked went away: nobody waits for the answer any more. */
export function leaving(reply: Pick<FastifyReply, 'raw'>): AbortSignal {
  const ending = new AbortController();
  reply.raw.once('close', () => ending.abort());
  return ending.signal;
}
