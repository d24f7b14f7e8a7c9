import type {
  Credentials,
  Dialect,
  Home,
  JsonAnswer,
  Notification,
  Rights
} from './dialect.ts';
import { nodeId } from './file-ids.ts';
import { permissionsOf, same } from './share.ts';
import type { Share } from './share.ts';

/**
 * oCIS, ownCloud's server in Go: its people's addresses hold a second address
 * in base64, it hears only of its own kinds of notification, and a shared file
 * lies in a folder (owncloud/reva `internal/grpc/services/ocmshareprovider`,
 * `internal/http/services/ocmd`).
 */
export class Ocis implements Dialect {
  readonly software: string = 'oCIS';
  readonly discoveryPaths = ['/.well-known/ocm', '/ocm-provider'];
  readonly endPoint = '/ocm';
  readonly fileLayout = 'member';
  readonly checksums = 'computed';

  discovery({ origin }: Home): Record<string, unknown> {
    return {
      enabled: true,
      apiVersion: '1.1.0',
      endPoint: `${origin}${this.endPoint}`,
      provider: 'oCIS',
      resourceTypes: [
        {
          name: 'file',
          shareTypes: ['user'],
          protocols: { webdav: '/dav/ocm/' }
        }
      ],
      capabilities: ['/invite-accepted']
    };
  }

  providerIdOf(number: number): string {
    return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  }

  offer(share: Share, { origin, host }: Home): Record<string, unknown> {
    const owner = `${this.identifierOf('ines')}@${host}`;
    return {
      shareWith: share.shareWith,
      name: share.name,
      description: '',
      providerId: share.providerId,
      owner,
      sender: owner,
      ownerDisplayName: '',
      senderDisplayName: 'Ines Example',
      shareType: 'user',
      resourceType: share.kind,
      expiration: 0,
      protocol: {
        name: 'multi',
        options: {},
        webdav: {
          sharedSecret: share.sharedSecret,
          permissions: permissionsOf(share),
          uri: `${origin}${this.place(share)}`
        }
      }
    };
  }

  /** Its client reads the answer as a JSON object. */
  takes(status: number, body: unknown): boolean {
    const isObject =
      typeof body === 'object' && body !== null && !Array.isArray(body);
    return (status === 200 || status === 201) && isObject;
  }

  withdrawal(share: Share): Record<string, unknown> | undefined {
    return {
      notificationType: 'SHARE_UNSHARED',
      resourceType: share.kind,
      providerId: share.providerId,
      notification: { grantee: share.shareWith }
    };
  }

  hear({ notificationType, notification }: Notification): JsonAnswer {
    if (notification === undefined) {
      return { status: 500, body: undefined };
    }
    switch (notificationType) {
      case 'SHARE_UNSHARED':
      case 'SHARE_CHANGE_PERMISSION':
        return { status: 201, body: {} };
      default:
        return {
          status: 400,
          body: { code: 'INVALID_PARAMETER', message: 'unknown type' }
        };
    }
  }

  place({ providerId }: Share): string {
    return `/dav/ocm/${providerId}`;
  }

  opens(share: Share, { secret }: Credentials): boolean {
    return same(secret, share.sharedSecret);
  }

  fileIdOf(path: string): string {
    return nodeId(path);
  }

  rights({ writable }: Share, isFolder: boolean): Rights {
    return {
      letters: writable ? (isFolder ? 'SDNVCK' : 'SDNVW') : 'S',
      more: {}
    };
  }

  /** What stands before the host in somebody's address. */
  protected identifierOf(user: string): string {
    const nested = `${user}@https://idp.example.org`;
    return Buffer.from(nested).toString('base64url');
  }
}
