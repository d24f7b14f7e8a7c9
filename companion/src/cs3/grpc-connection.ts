/**
 * The way to one gateway, and how careful gRPC is on it. This module and the
 * one of the definitions bring gRPC along, so both are loaded with the first
 * call.
 *
 * Not through the guard of the outbound client: it keeps strangers' addresses
 * away from what lies inside of an institution, and the gateway lies there
 * because the operator, and nobody else, has named it. For the same reason no
 * proxy of the environment is asked, which is for the world outside.
 */
import type { Socket } from 'node:net';
import {
  Client,
  connectivityState,
  credentials,
  Metadata,
  type ChannelCredentials
} from '@grpc/grpc-js';
import type { Connection, ConnectionOptions } from './connection.ts';

/** Opens nothing yet: gRPC connects with the first call, and again by itself. */
export function connect(options: ConnectionOptions): Connection {
  const trusted = credentialsOf(options);
  const endSockets = watchSockets(trusted);
  const client = new Client(`dns:${options.address}`, trusted, {
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
    headers: token => {
      const metadata = new Metadata();
      if (token !== undefined) {
        metadata.set('x-access-token', token);
      }
      return metadata;
    },
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

function credentialsOf({
  tls,
  secureContext
}: ConnectionOptions): ChannelCredentials {
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
function watchSockets(trusted: ChannelCredentials): () => void {
  const open = new Set<Socket>();
  let isEnded = false;
  const create = trusted._createSecureConnector.bind(trusted);
  trusted._createSecureConnector = (...target) => {
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
