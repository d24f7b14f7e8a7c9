/**
 * One line to a gateway, on which calls are made: each with its deadline, its
 * limits, and a failure of one kind, however it fails.
 */
import type {
  Client,
  ClientUnaryCall,
  Metadata,
  MethodDefinition,
  ServiceDefinition
} from '@grpc/grpc-js';
import type { Connection, ConnectionOptions } from './connection.ts';
import { failureOfAnswer, failureOfCall, sentenceOf } from './failures.ts';
import { GatewayError, type GatewayFailure } from './gateway-error.ts';
import type { CallName, Calls } from './messages.ts';

export interface LineOptions extends ConnectionOptions {
  /** How long a call may take from its beginning. */
  seconds: number;
  /** Hears how each call ended: `ok`, or the failure. */
  onCall?: (outcome: 'ok' | GatewayFailure) => void;
}

export interface Order<Name extends CallName> {
  name: Name;
  request: Calls[Name]['request'];
  /** None for a login. */
  token?: string;
  signal: AbortSignal | undefined;
}

export interface Answered<Name extends CallName> {
  answer: Calls[Name]['answer'];
  /** As it came, in bytes. */
  length: number;
}

/** What is loaded and opened with the first call. */
interface Opened {
  connection: Connection;
  service: ServiceDefinition;
}

const LONGEST_TOKEN = 64 * 1024;

export class Line {
  readonly #options: LineOptions;
  readonly #calls = new Set<ClientUnaryCall>();
  #opened: Promise<Opened> | null = null;
  #isClosed = false;

  constructor(options: LineOptions) {
    this.#options = options;
  }

  /** @throws GatewayError */
  async call<Name extends CallName>(
    order: Order<Name>
  ): Promise<Answered<Name>> {
    const { token, signal } = order;
    if (token !== undefined && !isToken(token)) {
      throw this.error('login-refused', new Error('not a token'));
    }
    this.#refuseStopped(signal);
    const deadline = Date.now() + this.#options.seconds * 1000;
    const opened = this.#open();
    const { connection, service } = await opened;
    this.#refuseStopped(signal);
    // The definitions are those that `messages.ts` describes.
    const method = service[order.name] as MethodDefinition<
      Calls[Name]['request'],
      Calls[Name]['answer']
    >;
    const { client } = connection;
    const metadata = connection.headers(token);
    const way = { client, method, metadata, deadline, token };
    return this.#counted(this.#send(order, way)).catch((error: unknown) => {
      if (error instanceof GatewayError && error.code === 'timeout') {
        // A connection that is silent may be one that is gone.
        connection.retire();
        this.#opened = this.#opened === opened ? null : this.#opened;
      }
      throw error;
    });
  }

  /** Ends the connection; calls that are on their way are given up. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#calls.forEach(call => call.cancel());
    const opened = await this.#opened?.catch(() => null);
    opened?.connection.destroy();
  }

  async #counted<T>(call: Promise<T>): Promise<T> {
    const { onCall } = this.#options;
    try {
      const answer = await call;
      onCall?.('ok');
      return answer;
    } catch (error) {
      onCall?.(error instanceof GatewayError ? error.code : 'failed');
      throw error;
    }
  }

  /** Says what happened in the words of this gateway. */
  error(code: GatewayFailure, cause?: unknown): GatewayError {
    return new GatewayError(code, sentenceOf(code, this.#options), cause);
  }

  #send<Name extends CallName>(
    { request, signal }: Order<Name>,
    way: {
      client: Client;
      method: MethodDefinition<Calls[Name]['request'], Calls[Name]['answer']>;
      metadata: Metadata;
      deadline: number;
      token: string | undefined;
    }
  ): Promise<Answered<Name>> {
    const { client, method, metadata, deadline, token } = way;
    let contentType: string | undefined;
    let length = 0;
    const ended = Promise.withResolvers<Answered<Name>>();
    const call = client.makeUnaryRequest(
      method.path,
      method.requestSerialize,
      bytes => {
        length = bytes.length;
        return method.responseDeserialize(bytes);
      },
      request,
      metadata,
      { deadline },
      (status, answer) => {
        this.#calls.delete(call);
        signal?.removeEventListener('abort', cancel);
        const scene = { ...this.#options, contentType, token };
        if (this.#isStopped(signal)) {
          ended.reject(this.error('aborted', signal?.reason));
        } else if (status) {
          ended.reject(failureOfCall(status, scene));
        } else if (answer === undefined) {
          ended.reject(this.error('broken-answer'));
        } else {
          const failure = failureOfAnswer(answer.status, scene);
          if (failure) {
            ended.reject(failure);
          } else {
            ended.resolve({ answer, length });
          }
        }
      }
    );
    const cancel = () => call.cancel();
    this.#calls.add(call);
    signal?.addEventListener('abort', cancel, { once: true });
    call.on('metadata', (headers: Metadata) => {
      contentType = headers.get('content-type')[0]?.toString();
    });
    return ended.promise;
  }

  #isStopped(signal: AbortSignal | undefined): boolean {
    return this.#isClosed || signal?.aborted === true;
  }

  #refuseStopped(signal: AbortSignal | undefined): void {
    if (this.#isStopped(signal)) {
      throw this.error('aborted', signal?.reason);
    }
  }

  #open(): Promise<Opened> {
    if (this.#opened === null) {
      const opening = open(this.#options);
      this.#opened = opening;
      // A failure is not kept: the next call tries again.
      opening.catch(() => {
        this.#opened = this.#opened === opening ? null : this.#opened;
      });
    }
    return this.#opened;
  }
}

/** Nobody who has no gateway pays for gRPC. */
async function open(options: LineOptions): Promise<Opened> {
  const [{ connect }, { loadGatewayService }] = await Promise.all([
    import('./grpc-connection.ts'),
    import('./definitions.ts')
  ]);
  const service = await loadGatewayService();
  return { connection: connect(options), service };
}

/** What fits into a header: an error of gRPC about others would repeat them. */
export function isToken(token: string): boolean {
  return token.length <= LONGEST_TOKEN && /^[\x21-\x7e]+$/.test(token);
}
