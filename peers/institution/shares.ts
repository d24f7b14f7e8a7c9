import { randomBytes, randomUUID } from 'node:crypto';

import { Tokens } from './tokens.ts';

/** What a share allows, in the words of OCM. */
export type Permission = 'read' | 'write' | 'share';

/** A folder that the institution shares with one recipient. */
export interface FolderShare {
  /** Id at this institution: key of notifications, and part of the address. */
  providerId: string;
  /** What the recipient proves itself with. */
  sharedSecret: string;
  /** Folder on disk. */
  folder: string;
  name: string;
  permissions: Permission[];
  shareWith: string;
  owner: string;
  /** Where the recipient reads the folder. */
  uri: string;
  /** Those that its secret was exchanged for. */
  tokens: Tokens;
}

/** What to share and with whom. */
export interface ShareOptions {
  /** OCM address of the recipient. */
  shareWith: string;
  folder: string;
  name: string;
  /** Local part of the owner's address; default `ines`. */
  owner?: string;
  permissions?: Permission[];
}

/** The shares that an institution has given. */
export class FolderShares {
  private readonly shares = new Map<string, FolderShare>();
  private readonly host: string;
  private readonly root: string;

  /** @param root - path of the WebDAV root, with a slash at the end */
  constructor(host: string, root: string) {
    this.host = host;
    this.root = root;
  }

  /** Makes a share with a secret of its own. */
  add(options: ShareOptions): FolderShare {
    const providerId = randomUUID();
    const share: FolderShare = {
      providerId,
      sharedSecret: randomBytes(24).toString('base64url'),
      folder: options.folder,
      name: options.name,
      permissions: options.permissions ?? ['read'],
      shareWith: options.shareWith,
      owner: `${options.owner ?? 'ines'}@${this.host}`,
      uri: `https://${this.host}${this.root}${providerId}`,
      tokens: new Tokens()
    };
    this.shares.set(providerId, share);
    return share;
  }

  /** The share with an id, if it still exists. */
  get(providerId: string): FolderShare | undefined {
    return this.shares.get(providerId);
  }

  /** The share that a secret opens. */
  withSecret(secret: string): FolderShare | undefined {
    return [...this.shares.values()].find(
      ({ sharedSecret }) => sharedSecret === secret
    );
  }

  /** Takes a share back: its address no longer answers. */
  remove(providerId: string): void {
    this.shares.delete(providerId);
  }
}

/** The body of the request that offers a share (OCM-API 1.4, `multi`). */
export function offerOf(
  share: Omit<FolderShare, 'tokens'>
): Record<string, unknown> {
  return {
    shareWith: share.shareWith,
    name: share.name,
    description: '',
    providerId: share.providerId,
    owner: share.owner,
    ownerDisplayName: 'Ines Example',
    sender: share.owner,
    senderDisplayName: 'Ines Example',
    shareType: 'user',
    resourceType: 'folder',
    protocol: {
      name: 'multi',
      options: {},
      webdav: {
        uri: share.uri,
        sharedSecret: share.sharedSecret,
        permissions: share.permissions
      }
    }
  };
}
