/**
 * Packages: preview, import, check, open.
 */
import {
  ById,
  OpenRequest,
  PackageImport,
  PackagePreview,
  Problem,
  Transfer,
  UnwantedCopy
} from 'sciencemesh-contract';
import { Type } from 'typebox';
import type { HttpServer } from '../http/server.ts';
import type { ApiContext } from './context.ts';
import { sendCrate } from './download.ts';

/** A crate document from another drive travels in the request. */
const IMPORT_BODY_LIMIT = 32 * 1024 * 1024;

export function addPackages(
  server: HttpServer,
  {
    onward,
    packages,
    providers
  }: Pick<ApiContext, 'onward' | 'packages' | 'providers'>
): void {
  server.post(
    '/api/packages',
    {
      bodyLimit: IMPORT_BODY_LIMIT,
      schema: {
        summary: 'Read a package from a file or an address',
        body: PackageImport,
        response: { 201: PackagePreview, '4xx': Problem }
      }
    },
    async (request, reply) =>
      reply.code(201).send(await packages.import(request.body))
  );

  server.get(
    '/api/packages/:id',
    {
      schema: {
        summary: 'A package as the preview shows it',
        params: ById,
        response: { 200: PackagePreview, 404: Problem }
      }
    },
    async request => packages.preview(request.params.id)
  );

  server.post(
    '/api/packages/:id/check',
    {
      schema: {
        summary: 'Ask the hosts of the files what they hold',
        params: ById,
        response: { 202: PackagePreview, 404: Problem }
      }
    },
    async (request, reply) =>
      reply.code(202).send(await packages.check(request.params.id))
  );

  server.delete(
    '/api/packages/:id/check',
    {
      schema: {
        summary: 'Stop asking the hosts; what was found stays',
        params: ById,
        response: { 200: PackagePreview, 404: Problem }
      }
    },
    async request => packages.cancelCheck(request.params.id)
  );

  server.post(
    '/api/packages/:id/open',
    {
      schema: {
        summary: 'Make a working copy',
        params: ById,
        body: OpenRequest,
        response: { 202: Transfer, '4xx': Problem }
      }
    },
    async (request, reply) => {
      const { copyTo } = request.body;
      if (copyTo !== undefined) {
        await onward.check(copyTo);
      }
      const transfer = await packages.open(request.params.id, request.body);
      if (copyTo !== undefined) {
        onward.want(transfer, copyTo);
      }
      if (transfer.shareId !== null) {
        // To open a package is to accept it. What it came by may be away, or
        // not take that now: its files come all the same.
        await providers
          .change(transfer.shareId, { state: 'accepted', seen: true })
          .catch((error: unknown) => {
            request.log.warn(
              { err: error },
              'an opened package stays as it is'
            );
          });
      }
      return reply.code(202).send(transfer);
    }
  );

  server.delete(
    '/api/packages/:id/copy',
    {
      schema: {
        summary: 'Give up the copy of a working copy that has not begun yet',
        params: ById,
        body: UnwantedCopy,
        response: { 200: PackagePreview, '4xx': Problem }
      }
    },
    async request => {
      const { id } = request.params;
      onward.unwant(id, request.body.path);
      return packages.preview(id);
    }
  );

  server.get(
    '/api/packages/:id/document',
    {
      schema: {
        summary: 'Download the crate document as it was received',
        params: ById,
        response: { 200: Type.Unknown(), 404: Problem }
      }
    },
    async (request, reply) =>
      sendCrate(reply, await packages.document(request.params.id))
  );
}
