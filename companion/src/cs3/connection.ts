/**
 * The way to one gateway: its address, and how patient and careful gRPC is.
 *
 * Not through the guard of the outbound client: it keeps strangers' addresses
 * away from what lies inside of an institution, and the gateway lies there
 * because the operator, and nobody else, has named it. For the same reason no
 * proxy of the environment is asked, which is for the world outside.
 */
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { ChannelCredentials, Client } from '@grpc/grpc-js';

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

/** Opens nothing yet: gRPC connects with the first call, and again by itself. */
export async function connect(options: ConnectionOptions): Promise<Connection> {
  const { Client, connectivityState } = await import('@grpc/grpc-js');
  const credentials = await credentialsOf(options);
  const endSockets = watchSockets(credentials);
  const client = new Client(`dns:${options.address}`, credentials, {
    'grpc.max_receive_message_length': options.maximumBytes,
    // Whoever asked knows best whether it may be asked twice.
    'grpc.enable_retries': 0,
    'grpc.enable_http_proxy': 0,
    // No question to DNS beside the address.
    'grpc.service_config_disable_resolution': 1,
    // To end with us, and not with the last one in this process.
    'grpc.use_local_subchannel_pool': 1,
    // A gateway that was restarted is found soon.
    'grpc.max_reconnect_backoff_ms': 5000,
    // What a firewall forgets in the meantime would be silent.
    'grpc.client_idle_timeout_ms': 60_000
  });
  const destroy = () => {
    client.close();
    endSockets();
  };
  return {
    client,
    destroy,
    retire: () => {
      const state = client.getChannel().getConnectivityState(false);
      if (state === connectivityState.READY) {
        client.close();
      } else {
        destroy();
      }
    }
  };
}

async function credentialsOf({
  tls,
  secureContext
}: ConnectionOptions): Promise<ChannelCredentials> {
  const { credentials } = await import('@grpc/grpc-js');
  if (!tls) {
    return credentials.createInsecure();
  }
  return secureContext
    ? credentials.createFromSecureContext(secureContext)
    : credentials.createSsl();
}

/**
 * Watches the sockets. gRPC forgets those on which a server says nothing, not
 * even that it speaks HTTP/2 or TLS, and leaves them open.
 *
 * @returns ends them, and those to come
 */
function watchSockets(credentials: ChannelCredentials): () => void {
  const open = new Set<Socket>();
  let isEnded = false;
  const create = credentials._createSecureConnector.bind(credentials);
  credentials._createSecureConnector = (...target) => {
    const connector = create(...target);
    const connectOver = connector.connect.bind(connector);
    connector.connect = socket => {
      if (isEnded) {
        throw new Error('closed meanwhile');
      }
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      return connectOver(socket);
    };
    return connector;
  };
  return () => {
    isEnded = true;
    open.forEach(socket => socket.destroy());
  };
}
