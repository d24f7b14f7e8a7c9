import { timingSafeEqual } from 'node:crypto';

import FileSystemAdapter from '@nephele/adapter-file-system';
import type { RequestHandler } from 'express';
import type { Authenticator, User } from 'nephele';
import nephele, { ForbiddenError, UnauthorizedError } from 'nephele';

import type { FolderShare } from './shares.ts';

type AuthenticatedRequest = Parameters<Authenticator['authenticate']>[0];

const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS', 'PROPFIND']);

/** Serves one shared folder over WebDAV to whoever has the share's secret. */
export function serveFolder(share: FolderShare): RequestHandler {
  const handler: unknown = nephele({
    adapter: new FileSystemAdapter({ root: share.folder }),
    authenticator: new SecretAuthenticator(share)
  });
  return handler as RequestHandler;
}

/**
 * Asks for the secret of a share or a token that was made of it, as a bearer token or as the user name of
 * Basic authentication: peers use the one or the other (Reva, ocdav).
 */
class SecretAuthenticator implements Authenticator {
  private readonly share: FolderShare;

  constructor(share: FolderShare) {
    this.share = share;
  }

  async authenticate(request: AuthenticatedRequest): Promise<User> {
    const { sharedSecret, permissions } = this.share;
    const given = secretOf(request.headers.authorization ?? '');
    if (!same(given, sharedSecret) && !this.share.tokens.opens(given)) {
      throw new UnauthorizedError('The secret of the share is needed.');
    }
    const writes = !readingMethods.has(request.method);
    if (writes && !permissions.includes('write')) {
      throw new ForbiddenError('The share is for reading.');
    }
    return { username: 'recipient' };
  }

  async cleanAuthentication(): Promise<void> {
    // Nothing is kept between requests.
  }
}

function secretOf(authorization: string): string {
  const [scheme = '', credentials = ''] = authorization.split(' ', 2);
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return credentials;
    case 'basic':
      return (
        Buffer.from(credentials, 'base64').toString().split(':', 1)[0] ?? ''
      );
    default:
      return '';
  }
}

function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
