/**
 * A gateway for tests: a gRPC server of the same definitions, whose answers
 * each test gives.
 */
import type { TestContext } from 'node:test';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { handleUnaryCall } from '@grpc/grpc-js';
import { atFreePort } from '../../http/free-port.ts';
import { loadGatewayService } from '../definitions.ts';
import type { CallName, Calls } from '../messages.ts';

/** A message as it is written: what it does not name is empty. */
export type Partly<Message> = Message extends (infer Item)[]
  ? Partly<Item>[]
  : Message extends object
    ? { [Field in keyof Message]?: Partly<Message[Field]> }
    : Message;

/** How calls are answered; one that is not named is not implemented. */
export type GatewayCalls = {
  [Name in CallName]?: handleUnaryCall<
    Calls[Name]['request'],
    Partly<Calls[Name]['answer']>
  >;
};

/** What a gateway says when all went well. */
export const OK = { status: { code: 'CODE_OK' } };

export interface GatewayServer {
  /** `host:port`. */
  address: string;
  port: number;
  /** Ends it as a crash does. */
  stop(): void;
}

/** Starts one, which ends with the test. */
export async function startGatewayServer(
  test: Pick<TestContext, 'after'>,
  calls: GatewayCalls,
  port?: number
): Promise<GatewayServer> {
  const server = new Server();
  const service = await loadGatewayService();
  server.addService(
    Object.fromEntries(
      Object.entries(service).filter(([name]) => name in calls)
    ),
    calls
  );
  const listen = (at: number) =>
    new Promise<number>((resolve, reject) => {
      server.bindAsync(
        `127.0.0.1:${at}`,
        ServerCredentials.createInsecure(),
        (error, bound) => (error ? reject(error) : resolve(bound))
      );
    });
  const bound = await (port === undefined
    ? atFreePort('127.0.0.1', listen)
    : listen(port));
  const stop = () => server.forceShutdown();
  test.after(stop);
  return { address: `127.0.0.1:${bound}`, port: bound, stop };
}
