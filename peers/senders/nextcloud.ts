import type {
  Credentials,
  Dialect,
  Home,
  JsonAnswer,
  Notification,
  Rights
} from './dialect.ts';
import { countedId } from './file-ids.ts';
import { same } from './share.ts';
import type { Share } from './share.ts';

/** The name of a property, where permissions are wanted. */
export const sharePermissions =
  '{http://open-cloud-mesh.org/ns}share-permissions';

const heard = new Set([
  'SHARE_ACCEPTED',
  'SHARE_DECLINED',
  'SHARE_UNSHARED',
  'REQUEST_RESHARE',
  'RESHARE_UNDO',
  'RESHARE_CHANGE_PERMISSION'
]);

/**
 * Nextcloud up to 34, with numbers for ids, addresses with scheme and slash,
 * and one WebDAV root for all shares, told apart by the secret (nextcloud/server
 * `apps/federatedfilesharing/lib/Notifications.php`,
 * `lib/private/Federation/CloudFederationShare.php`).
 */
export class Nextcloud implements Dialect {
  readonly software: string = 'Nextcloud 34';
  readonly discoveryPaths = ['/.well-known/ocm', '/ocm-provider/'];
  readonly redirectedPath = '/ocm-provider';
  readonly endPoint = '/index.php/ocm';
  readonly fileLayout = 'root';
  readonly checksums = 'repeated';

  discovery({ origin }: Home): Record<string, unknown> {
    return {
      enabled: true,
      apiVersion: '1.1.0',
      endPoint: `${origin}${this.endPoint}`,
      resourceTypes: [
        {
          name: 'file',
          shareTypes: ['user', 'group'],
          protocols: { webdav: '/public.php/webdav/' }
        }
      ],
      capabilities: ['/invite-accepted', '/notifications', '/shares']
    };
  }

  providerIdOf(number: number): string {
    return String(number);
  }

  offer(share: Share, { origin }: Home): Record<string, unknown> {
    const owner = `ines@${origin}/`;
    return {
      shareWith: withScheme(share.shareWith, origin),
      shareType: 'user',
      name: share.name,
      resourceType: 'file',
      description: '',
      providerId: share.number,
      owner,
      ownerDisplayName: 'Ines Example',
      sharedBy: owner,
      sharedByDisplayName: 'Ines Example',
      protocol: oldForm(share)
    };
  }

  /** Anything but 201 sends it to an older interface (`tryLegacyEndPoint`). */
  takes(status: number): boolean {
    return status === 201;
  }

  withdrawal(share: Share): Record<string, unknown> {
    return {
      notificationType: 'SHARE_UNSHARED',
      resourceType: 'file',
      providerId: share.providerId,
      notification: {
        sharedSecret: share.sharedSecret,
        // The name of the field is misspelt there, too.
        messgage: 'file is no longer shared with you'
      }
    };
  }

  hear(asked: Notification, share: Share | undefined): JsonAnswer {
    const { notificationType = '', notification } = asked;
    if (!heard.has(notificationType)) {
      return { status: 501, body: { message: 'Not implemented' } };
    }
    const secret = notification?.sharedSecret;
    if (typeof secret !== 'string') {
      const field = { name: 'sharedSecret', message: null };
      return {
        status: 400,
        body: { message: 'Missing arguments', validationErrors: [field] }
      };
    }
    return share !== undefined && same(secret, share.sharedSecret)
      ? { status: 201, body: [] }
      : { status: 403, body: { message: 'Invalid share' } };
  }

  place(): string {
    return '/public.php/webdav';
  }

  opens(share: Share, { scheme, secret }: Credentials): boolean {
    return scheme === 'basic' && same(secret, share.sharedSecret);
  }

  fileIdOf(path: string): string {
    return countedId(path);
  }

  rights({ writable }: Share, isFolder: boolean): Rights {
    const changes = isFolder ? 'DNVCK' : 'DNVW';
    return {
      letters: writable ? `G${changes}` : 'G',
      more: {
        'ocs:share-permissions': writable ? (isFolder ? '15' : '3') : '1',
        'ocm:share-permissions': JSON.stringify(
          writable ? ['read', 'write'] : ['read']
        )
      }
    };
  }
}

/** The form of `protocol` before OCM 1.1: no address, so the root it is. */
export function oldForm(share: Share): Record<string, unknown> {
  return {
    name: 'webdav',
    options: {
      sharedSecret: share.sharedSecret,
      permissions: sharePermissions
    }
  };
}

/** `marie@https://node.example.org` of `marie@node.example.org`. */
export function withScheme(address: string, origin: string): string {
  const at = address.lastIndexOf('@') + 1;
  const { protocol } = new URL(origin);
  return `${address.slice(0, at)}${protocol}//${address.slice(at)}`;
}
