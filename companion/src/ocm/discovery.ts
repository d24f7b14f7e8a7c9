/**
 * `GET /.well-known/ocm` and its older name `/ocm-provider` (OCM-API draft-07,
 * "OCM API Discovery"). Says only what works.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Discovery } from 'sciencemesh-contract';
import type { HttpServer } from '../http/server.ts';
import { parseHost } from './address.ts';
import type { OcmContext } from './context.ts';
import { OcmRefusal } from './refusal.ts';
import type { OcmSettings } from './settings.ts';

const API_VERSION = '1.4.0';
/** Nextcloud compared versions when it looked for peers (server#39574). */
const OLD_API_VERSION = '1.1';
const OLD_CRAWLER = 'Nextcloud Server Crawler';

/** Peers that need no TLS proxy between them and this machine. */
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/;

export function addDiscovery(
  server: HttpServer,
  { settings }: OcmContext
): void {
  const answer = (request: FastifyRequest, reply: FastifyReply): Discovery => {
    const isOldCrawler = request.headers['user-agent']?.includes(OLD_CRAWLER);
    void reply.headers({
      'cache-control': 'public, max-age=3600',
      vary: 'user-agent'
    });
    return discovery(
      settings,
      endPoint(settings, request),
      isOldCrawler ? OLD_API_VERSION : API_VERSION
    );
  };
  const schema = {
    summary: 'Discovery',
    security: [],
    response: { 200: Discovery }
  };
  server.get('/.well-known/ocm', { schema }, answer);
  server.get('/ocm-provider', { schema }, answer);
}

function discovery(
  settings: OcmSettings,
  endPoint: string,
  apiVersion: string
): Discovery {
  const files = { 'webdav-receive': { uri: 'absolute' } };
  return {
    enabled: true,
    apiVersion,
    endPoint,
    provider: settings.provider,
    resourceTypes: [
      { name: 'file', shareTypes: ['user'], protocols: files },
      { name: 'folder', shareTypes: ['user'], protocols: files },
      {
        name: 'ro-crate',
        shareTypes: ['user'],
        protocols: { 'embedded-receive': {} }
      }
    ],
    capabilities: ['protocol-object', 'notifications'],
    criteria: [...settings.policy.criteria]
  };
}

/**
 * The address of the API as peers reach it. Without a configured host the one
 * that the peer asked for must do.
 */
function endPoint(settings: OcmSettings, request: FastifyRequest): string {
  if (settings.host !== null) {
    const scheme = LOOPBACK.test(settings.host) ? 'http' : 'https';
    return `${scheme}://${settings.host}/ocm`;
  }
  const host = parseHost(request.host);
  if (host === null) {
    throw new OcmRefusal(400, 'host', 'The request names no valid host.');
  }
  return `${request.protocol}://${host}/ocm`;
}
