/**
 * Where received shares come from, and how each provider is doing.
 */
import {
  ByProvider,
  Problem,
  Provider,
  ProviderList
} from 'sciencemesh-contract';
import { RequestProblem } from '../http/problem.ts';
import type { HttpServer } from '../http/server.ts';
import type { ApiContext } from './context.ts';

export function addProviders(
  server: HttpServer,
  { providers }: Pick<ApiContext, 'providers'>
): void {
  server.get(
    '/api/providers',
    {
      schema: {
        summary: 'List the providers of received shares',
        response: { 200: ProviderList }
      }
    },
    () => ({ items: providers.infos() })
  );

  server.post(
    '/api/providers/:id/refresh',
    {
      schema: {
        summary: 'Let a provider look now for what is new',
        params: ByProvider,
        response: { 200: Provider, 404: Problem }
      }
    },
    async request => {
      const info = await providers.refresh(request.params.id);
      if (info === null) {
        throw new RequestProblem(
          404,
          'provider-not-found',
          'This provider is not connected here (any more). Reload the page.'
        );
      }
      return info;
    }
  );
}
