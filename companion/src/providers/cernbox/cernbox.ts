/**
 * CERNBox as a provider: what it is called, what it can do, the account behind
 * it, and the way to its files.
 */
import { createSecureContext } from 'node:tls';
import type { Share } from 'sciencemesh-contract';
import { credentialSource } from '../../cernbox/credentials.ts';
import type { HubEnvironment } from '../../cernbox/hub.ts';
import { accountTrees } from '../../cernbox/spaces.ts';
import { Session } from '../../cernbox/session.ts';
import type { CernboxSettings } from '../../cernbox/settings.ts';
import type { GatewayOptions } from '../../cs3/gateway.ts';
import type { OutboundClient } from '../../http/outbound.ts';
import { StorageError } from '../../storage/storage.ts';
import type { WebDavAccess } from '../../storage/webdav/access.ts';
import type { AccountTrees } from '../../storage/webdav/account-trees.ts';
import type { ResumableOptions } from '../../storage/webdav/resumable.ts';
import type { Store } from '../../store/store.ts';
import { AccountProvider } from '../account-provider.ts';
import { isSpace } from '../provider.ts';
import { CernboxAccount } from './account.ts';

/** Its id among the providers, and the `source` of its shares. */
export const CERNBOX = 'cernbox';

export interface CernboxOptions {
  settings: CernboxSettings;
  store: Pick<Store, 'shares' | 'listedShares' | 'packages'>;
  outbound: OutboundClient;
  environment?: HubEnvironment;
  /** Whether a page is open. */
  isWatched: () => boolean;
  onTrouble: (error: unknown) => void;
  /** Hears how each call of the gateway ended. */
  onGatewayCall?: GatewayOptions['onCall'];
  patience?: CernboxPatience;
}

/** How long is waited; where nothing is said, as suits people. */
export interface CernboxPatience {
  /** Milliseconds that somebody waits for a decision to be heard of. */
  wait?: number;
  /** Milliseconds for which a login that was refused is not tried again. */
  pause?: number;
  /** Seconds for one answer of the gateway. */
  gatewaySeconds?: number;
}

/** How the files of a share are reached. */
export interface Way {
  access: WebDavAccess;
  trees?: AccountTrees;
  resumable?: ResumableOptions;
  makesFolders?: boolean;
}

export interface Cernbox {
  /** Asks for nothing before it is started. */
  provider: AccountProvider;
  label: string;
  /** The way to the files of one of its shares. No request. */
  wayTo(share: Share): Way;
}

export function createCernbox(options: CernboxOptions): Cernbox {
  const { settings, environment, outbound, patience = {}, store } = options;
  const { onGatewayCall } = options;
  const { gateway, label, url: base } = settings;
  const session = new Session({
    url: base,
    label,
    credential: credentialSource(settings.credential, environment),
    outbound,
    ...(patience.pause === undefined ? {} : { pause: patience.pause })
  });
  const account = new CernboxAccount({
    session,
    base,
    label,
    gateway: gateway && {
      address: gateway.address,
      open: async () => {
        // gRPC is large, and needed where a gateway is named only.
        const { Gateway } = await import('../../cs3/gateway.ts');
        return new Gateway({
          ...gateway,
          ...(onGatewayCall ? { onCall: onGatewayCall } : {}),
          ...(patience.gatewaySeconds === undefined
            ? {}
            : { seconds: patience.gatewaySeconds }),
          ...(gateway.tls
            ? {
                secureContext: createSecureContext({
                  ca: outbound.authorities()
                })
              }
            : {})
        });
      }
    }
  });
  const provider = new AccountProvider({
    about: {
      id: CERNBOX,
      label,
      page: base.href,
      drive: settings.ownFiles ? label : null,
      capabilities: {
        crates: gateway !== null,
        notifiesSenders: false,
        setsBack: true,
        signsIn: true
      }
    },
    account,
    store,
    interval: settings.pollSeconds * 1000,
    isWatched: options.isWatched,
    onTrouble: options.onTrouble,
    ...(patience.wait === undefined ? {} : { wait: patience.wait })
  });
  return {
    provider,
    label,
    wayTo: share => {
      const { id, kind } = share;
      // Looked up each time: a list that comes later may tell another place.
      const root = async () => {
        const place = store.listedShares.placeOf(id);
        if (place === null) {
          throw new StorageError(
            'unsupported',
            `${label} does not tell where the files of this share are.`
          );
        }
        return new URL(place.replace(/^\//, ''), base);
      };
      const user = store.listedShares.userOf(id) ?? undefined;
      return {
        access: session.access(root, kind === 'file', user),
        // Of what others share, they are the owner's.
        ...(isSpace(share)
          ? { trees: accountTrees(base), resumable: {} }
          : { makesFolders: true })
      };
    }
  };
}
