/**
 * Transfers: list, look, cancel, retry.
 */
import {
  ById,
  Problem,
  Transfer,
  TransferFileList,
  TransferFileQuery,
  TransferList,
  TransferRetry,
  type TransferFile
} from 'sciencemesh-contract';
import { RequestProblem } from '../http/problem.ts';
import type { HttpServer } from '../http/server.ts';
import type { ApiContext } from './context.ts';

const DEFAULT_LIMIT = 1000;

export function addTransfers(
  server: HttpServer,
  { transfers }: Required<Pick<ApiContext, 'transfers'>>
): void {
  const found = (id: string): Transfer => {
    const transfer = transfers.get(id);
    if (transfer === null) {
      throw new RequestProblem(
        404,
        'transfer-not-found',
        'This transfer is not here (any more). Reload the list.'
      );
    }
    return transfer;
  };

  server.get(
    '/api/transfers',
    { schema: { summary: 'List transfers', response: { 200: TransferList } } },
    () => ({ items: transfers.list() })
  );

  server.get(
    '/api/transfers/:id',
    {
      schema: {
        summary: 'One transfer',
        params: ById,
        response: { 200: Transfer, 404: Problem }
      }
    },
    request => found(request.params.id)
  );

  server.get(
    '/api/transfers/:id/files',
    {
      schema: {
        summary: 'Files of a transfer, failed ones first',
        params: ById,
        querystring: TransferFileQuery,
        response: { 200: TransferFileList, 404: Problem }
      }
    },
    request => {
      const { id } = found(request.params.id);
      const { state, limit = DEFAULT_LIMIT } = request.query;
      const files = transfers
        .files(id)
        .filter(file => state === undefined || file.state === state);
      return { items: failedFirst(files).slice(0, limit) };
    }
  );

  server.post(
    '/api/transfers/:id/cancel',
    {
      schema: {
        summary: 'Stop a transfer; what has arrived stays',
        params: ById,
        response: { 200: Transfer, 404: Problem }
      }
    },
    async request => transfers.cancel(found(request.params.id).id)
  );

  server.post(
    '/api/transfers/:id/retry',
    {
      schema: {
        summary: 'Fetch again what failed, and files left out if named',
        params: ById,
        body: TransferRetry,
        response: { 200: Transfer, 404: Problem }
      }
    },
    async request =>
      transfers.retry(found(request.params.id).id, request.body.include)
  );
}

function failedFirst(files: readonly TransferFile[]): TransferFile[] {
  const failed = (file: TransferFile) => file.state === 'failed';
  return [...files.filter(failed), ...files.filter(file => !failed(file))];
}
