/**
 * Requests to one repository.
 *
 * The token goes in the header, to this host alone. Whoever changes something
 * is never redirected, and nothing that changes something is sent twice.
 */
import { readJson } from '../../http/json-answer.ts';
import {
  OutboundError,
  type OutboundClient,
  type OutboundMethod,
  type OutboundResponse,
  type OutboundStream
} from '../../http/outbound.ts';
import { RepositoryError } from '../repository.ts';
import { failureOf, refusalOf, type Meaning } from './refusals.ts';

const MAXIMUM_BYTES = 64 * 1024 * 1024;

export interface ClientOptions {
  outbound: OutboundClient;
  /** Where its pages are; the API is below, at `/api`. */
  url: string;
  /** Asked for anew each time; null: the person gave none. */
  token: () => Promise<string | null>;
  /** Milliseconds that an upload may stand still, and an answer may take. */
  patience?: number;
}

/** How a kind of repository wants to be spoken to. */
export interface Dialect {
  /** Its software, for the person. */
  name: string;
  /** What it answers in, where a call does not say. */
  accept: string;
  /** Headers that say whose request it is. */
  credentials(token: string): Readonly<Record<string, string>>;
  /** What it says to an error, from its JSON. */
  words(value: unknown): string | null;
  /** Null where the status says it all. */
  meaning(status: number, words: string | null, host: string): Meaning | null;
}

export interface Call {
  signal: AbortSignal;
  /** Goes out as JSON. */
  body?: unknown;
  bytes?: OutboundStream;
  headers?: Readonly<Record<string, string>>;
}

export class DepositClient {
  readonly host: string;
  private readonly base: URL;
  private readonly options: ClientOptions;
  private readonly dialect: Dialect;

  constructor(options: ClientOptions, dialect: Dialect) {
    this.options = options;
    this.dialect = dialect;
    this.base = new URL(`${options.url.replace(/\/+$/u, '')}/`);
    this.host = this.base.hostname;
  }

  /** A page for a person. */
  page(path: string): string {
    return new URL(path, this.base).href;
  }

  /**
   * Sends a request to the API and reads its JSON; null for an empty answer.
   *
   * @param path after `/api/`, encoded
   * @throws RepositoryError
   */
  async call(
    method: OutboundMethod,
    path: string,
    call: Call
  ): Promise<unknown> {
    return this.exchange(method, this.api(path), call, async response => {
      const value = await readJson(response, MAXIMUM_BYTES);
      const { status, headers } = response;
      const changes = method !== 'GET';
      if (status >= 400) {
        throw this.refusal(response, value, changes);
      }
      if (status === 204) {
        return null;
      }
      if (value === undefined || status >= 300) {
        throw this.strange({ status, type: headers['content-type'] }, changes);
      }
      return value;
    });
  }

  /** The same for what is no JSON. */
  async text(path: string, call: Call): Promise<string> {
    return this.exchange('GET', this.api(path), call, async response => {
      const { status } = response;
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of response.body as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > MAXIMUM_BYTES) {
          throw this.strange({ status, bytes }, false);
        }
        chunks.push(chunk);
      }
      const text = Buffer.concat(chunks).toString('utf8');
      if (status >= 400) {
        throw this.refusal(response, undefined, false);
      }
      return text;
    });
  }

  /**
   * Sends bytes to an address that the server has named; another host gets no
   * token with them.
   *
   * @returns its JSON, or null where a store of objects says nothing, and its
   * headers
   */
  async put(
    address: string,
    bytes: OutboundStream,
    { signal, headers }: Pick<Call, 'signal' | 'headers'>
  ): Promise<{ value: unknown; headers: OutboundResponse['headers'] }> {
    if (!URL.canParse(address, this.base.href)) {
      throw this.strange('address of a part', false);
    }
    const url = new URL(address, this.base).href;
    return this.exchange(
      'PUT',
      url,
      { signal, bytes, headers },
      async response => {
        const value = await readJson(response, MAXIMUM_BYTES);
        if (response.status >= 300) {
          throw this.refusal(response, value, true);
        }
        return { value: value ?? null, headers: response.headers };
      }
    );
  }

  private api(path: string): string {
    return new URL(`api/${path}`, this.base).href;
  }

  private async exchange<T>(
    method: OutboundMethod,
    url: string,
    { signal, body, bytes, headers = {} }: Call,
    read: (response: OutboundResponse) => Promise<T>
  ): Promise<T> {
    if (signal.aborted) {
      throw new RepositoryError('aborted', 'It was stopped.', {
        cause: signal.reason
      });
    }
    const isOurs = new URL(url).origin === this.base.origin;
    const { accept } = this.dialect;
    const sent = {
      ...(isOurs ? { accept, ...(await this.credentials()) } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(bytes === undefined
        ? {}
        : { 'content-type': 'application/octet-stream' }),
      ...headers
    };
    try {
      const response = await this.options.outbound.request(url, {
        method,
        headers: sent,
        body: bytes ?? (body === undefined ? undefined : JSON.stringify(body)),
        signal,
        stayAtOrigin: true,
        maximumRedirects: method === 'GET' ? 5 : 0,
        // Counted anew with all that the host takes.
        answerMilliseconds: this.options.patience ?? 60_000
      });
      try {
        return await read(response);
      } finally {
        response.discard();
      }
    } catch (error) {
      if (error instanceof OutboundError) {
        throw failureOf(error, { host: this.host, changes: method !== 'GET' });
      }
      throw error;
    }
  }

  private async credentials(): Promise<Readonly<Record<string, string>>> {
    const token = await this.options.token();
    if (token === null) {
      throw new RepositoryError(
        'login-missing',
        `There is no token for ${this.host}. Make one there and enter it here.`
      );
    }
    if (!/^[\x21-\x7e]+$/u.test(token)) {
      throw new RepositoryError(
        'login-refused',
        `The token for ${this.host} has characters that no token has. Copy it again.`
      );
    }
    return this.dialect.credentials(token);
  }

  private refusal(
    { status, headers }: OutboundResponse,
    value: unknown,
    changes: boolean
  ): RepositoryError {
    const { host, dialect } = this;
    const words = dialect.words(value);
    return refusalOf(
      { status, words, retryAfter: headers['retry-after'] },
      { host, changes },
      dialect.meaning(status, words, host)
    );
  }

  /** @param outcomeUnknown it may have done what it was asked for */
  strange(cause: unknown, outcomeUnknown: boolean): RepositoryError {
    return new RepositoryError(
      'strange-answer',
      `${this.host} answers something that is not ${this.dialect.name}. If that does not pass, check the address of the repository.`,
      { cause, outcomeUnknown }
    );
  }
}
