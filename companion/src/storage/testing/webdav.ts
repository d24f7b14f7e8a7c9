/**
 * WebDAV storages for specs.
 */
import { createOutboundClient } from '../../http/guarded-client.ts';
import type { OutboundClient } from '../../http/outbound.ts';
import {
  createWebDavStorage,
  type ClearingStorage,
  type WebDavStorageOptions
} from '../webdav/webdav-storage.ts';

/** A client that may talk to this machine. */
export function localClient(
  limits: { timeoutSeconds?: number; idleSeconds?: number } = {}
): OutboundClient {
  return createOutboundClient(
    { plainHttp: ['*'], privateHosts: ['*'], ...limits },
    undefined,
    { environment: {} }
  );
}

/** The tree at an address, which asks for these credentials or for none. */
export function webDavAt(
  address: string,
  outbound: OutboundClient,
  options: Partial<WebDavStorageOptions> & { authorization?: string } = {}
): ClearingStorage {
  const root = new URL(address);
  const { authorization = null, ...others } = options;
  return createWebDavStorage({
    label: root.host,
    outbound,
    access: {
      grant: async () => ({ root, isFile: false, authorization }),
      renew: async () => null,
      accepted: () => undefined,
      close: () => undefined
    },
    ...others
  });
}
