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

const heard = new Set([
  'SHARE_ACCEPTED',
  'SHARE_DECLINED',
  'SHARE_UNSHARED',
  'REQUEST_RESHARE',
  'RESHARE_CHANGE_PERMISSION'
]);

/**
 * ownCloud 10: a first draft of OCM with `shareTypes` where others have
 * `resourceTypes`; every share is a `file` and its permissions stand nowhere
 * (owncloud/core `apps/federatedfilesharing/lib/Notifications.php`,
 * `…/lib/Controller/OcmController.php`).
 */
export class OwnCloud implements Dialect {
  readonly software = 'ownCloud 10';
  readonly discoveryPaths = ['/ocm-provider/'];
  readonly redirectedPath = '/ocm-provider';
  readonly endPoint = '/index.php/apps/federatedfilesharing';
  readonly fileLayout = 'root';
  readonly checksums = 'computed';

  discovery({ origin }: Home): Record<string, unknown> {
    return {
      enabled: true,
      apiVersion: '1.0-proposal1',
      endPoint: `${origin}${this.endPoint}`,
      shareTypes: [
        { name: 'file', protocols: { webdav: '/public.php/webdav/' } }
      ]
    };
  }

  providerIdOf(number: number): string {
    return String(number);
  }

  offer(share: Share, { host }: Home): Record<string, unknown> {
    const owner = `ines@${host}`;
    return {
      shareWith: share.shareWith,
      name: share.name,
      providerId: share.providerId,
      owner,
      ownerDisplayName: 'Ines Example',
      sender: owner,
      senderDisplayName: 'Ines Example',
      shareType: 'user',
      resourceType: 'file',
      protocol: {
        name: 'webdav',
        options: { sharedSecret: share.sharedSecret }
      }
    };
  }

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
        message: 'File was unshared'
      }
    };
  }

  hear(asked: Notification, share: Share | undefined): JsonAnswer {
    const { notificationType = '', notification } = asked;
    const secret = notification?.sharedSecret;
    if (typeof secret !== 'string') {
      return { status: 400, body: { message: 'Missing arguments' } };
    }
    if (!heard.has(notificationType)) {
      return { status: 501, body: { message: 'Not implemented' } };
    }
    return share !== undefined && same(secret, share.sharedSecret)
      ? { status: 201, body: [] }
      : { status: 403, body: { message: 'Wrong secret' } };
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
    return {
      letters: writable ? (isFolder ? 'DNVCK' : 'DNVW') : '',
      more: {
        'ocs:share-permissions': writable ? (isFolder ? '15' : '3') : '1'
      }
    };
  }
}
