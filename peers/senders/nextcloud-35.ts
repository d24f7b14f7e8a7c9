import { randomBytes, randomUUID } from 'node:crypto';

import type { Credentials, Home, JsonAnswer } from './dialect.ts';
import { Nextcloud, oldForm, withScheme } from './nextcloud.ts';
import type { Share } from './share.ts';
import { permissionsOf, same } from './share.ts';

const lifeSeconds = 3600;

/**
 * Nextcloud 35: names a sender, and exchanges secrets for tokens. Each exchange
 * ends the token before it, and the first one ends the secret
 * (nextcloud/server `apps/cloud_federation_api/lib/Controller/TokenController.php`).
 * That it sends an address when the exchange is required is inferred.
 */
export class Nextcloud35 extends Nextcloud {
  override readonly software = 'Nextcloud 35';
  readonly tokenPath =
    '/index.php/apps/cloud_federation_api/api/v1/access-token';

  private readonly tokens = new Map<string, string>();

  override discovery(home: Home): Record<string, unknown> {
    return {
      ...super.discovery(home),
      apiVersion: '1.2.0',
      provider: 'Nextcloud',
      resourceTypes: ['file', 'folder'].map(name => ({
        name,
        shareTypes: ['user', 'group'],
        protocols: {
          webdav: '/public.php/webdav/',
          'webapp-receive': { targets: ['blank', 'iframe'] }
        }
      })),
      capabilities: [
        'invite-accepted',
        'notifications',
        'shares',
        'exchange-token'
      ],
      tokenEndPoint: `${home.origin}${this.tokenPath}`
    };
  }

  override offer(share: Share, home: Home): Record<string, unknown> {
    const { origin, host } = home;
    const owner = `ines@${host}`;
    return {
      shareWith: withScheme(share.shareWith, origin),
      shareType: 'user',
      name: share.name,
      resourceType: share.kind,
      description: '',
      providerId: share.providerId,
      owner,
      ownerDisplayName: 'Ines Example',
      sharedBy: owner,
      sharedByDisplayName: 'Ines Example',
      sender: owner,
      senderDisplayName: 'Ines Example',
      protocol: share.mustExchangeToken
        ? {
            name: 'multi',
            webdav: {
              uri: `${origin}${this.place()}/`,
              sharedSecret: share.sharedSecret,
              permissions: permissionsOf(share),
              requirements: ['must-exchange-token']
            }
          }
        : oldForm(share)
    };
  }

  override opens(share: Share, { scheme, secret }: Credentials): boolean {
    const token = this.tokens.get(share.providerId);
    if (scheme === 'bearer') {
      return token !== undefined && same(secret, token);
    }
    const secretIsOver = token !== undefined || share.mustExchangeToken;
    return !secretIsOver && same(secret, share.sharedSecret);
  }

  /** A wrong code is 401 here, and a missing one has a name of its own. */
  exchange(fields: URLSearchParams, shares: readonly Share[]): JsonAnswer {
    if (fields.get('grant_type') !== 'authorization_code') {
      return { status: 400, body: { error: 'unsupported_grant_type' } };
    }
    const code = fields.get('code') ?? '';
    if (code === '') {
      return { status: 400, body: { error: 'refresh_token is required' } };
    }
    const share = shares.find(({ sharedSecret }) => same(code, sharedSecret));
    if (share === undefined) {
      return { status: 401, body: { error: 'invalid_grant' } };
    }
    const token = this.token(share);
    this.tokens.set(share.providerId, token);
    return {
      status: 200,
      body: {
        access_token: token,
        token_type: 'Bearer',
        expires_in: lifeSeconds
      }
    };
  }

  /** Looks like a JWT, as there; only this server ever reads it. */
  private token({ providerId }: Share): string {
    const claims = { sub: 'ines', share: providerId, jti: randomUUID() };
    const parts = [{ typ: 'at+jwt', alg: 'ES256' }, claims].map(part =>
      Buffer.from(JSON.stringify(part)).toString('base64url')
    );
    return [...parts, randomBytes(32).toString('base64url')].join('.');
  }
}
