/** What is known of the way to a gateway before gRPC is there. */
import type { SecureContext } from 'node:tls';
import type { Client, Metadata } from '@grpc/grpc-js';

export interface ConnectionOptions {
  /** `host:port`; an IPv6 address stands in brackets. */
  address: string;
  tls: boolean;
  /** Whom to trust beside those that Node knows. */
  secureContext?: SecureContext | undefined;
  /** Of one answer, in bytes. */
  maximumBytes: number;
}

export interface Connection {
  client: Client;
  /** What goes with a call. */
  headers(token: string | undefined): Metadata;
  /** Ends it for new calls; what is on its way may end. */
  retire(): void;
  /** Ends all of it. */
  destroy(): void;
}

const ADDRESS = /^(?:\[[\da-f:.]+\]|[^\s:/@[\]?#%,]+):(\d{1,5})$/i;

/** Whether something is `host:port`, and nothing else that gRPC would take. */
export function isGatewayAddress(address: string): boolean {
  const port = Number(ADDRESS.exec(address)?.[1]);
  return port >= 1 && port <= 65_535;
}
