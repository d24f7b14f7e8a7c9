import { Health } from 'sciencemesh-contract';
import type { HttpServer } from '../http/server.ts';
import { VERSION } from '../http/version.ts';
import type { ApiContext } from './context.ts';

/** Whether the companion is there, and whether it must not be stopped now. */
export function addHealth(
  server: HttpServer,
  { transfers, mirrors }: Pick<ApiContext, 'mirrors' | 'transfers'>
): void {
  server.get(
    '/api/health',
    {
      schema: { summary: 'Whether it lives', response: { 200: Health } },
      logLevel: 'warn'
    },
    () => ({
      status: 'ok' as const,
      version: VERSION,
      busy: (transfers?.busy || mirrors?.busy) ?? false
    })
  );
}
