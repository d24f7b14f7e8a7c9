/**
 * Requests to one InvenioRDM.
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
import { failureOf, refusalOf } from './refusals.ts';

/** Zenodo answers `application/json` in the form of its older API. */
const RECORD = 'application/vnd.inveniordm.v1+json';
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

export interface Call {
  signal: AbortSignal;
  body?: unknown;
  bytes?: OutboundStream;
  /** As the draft has it, without quotes: InvenioRDM reads a number. */
  ifMatch?: string | null;
  accept?: string;
}

export class InvenioClient {
  readonly host: string;
  private readonly base: URL;
  private readonly options: ClientOptions;

  constructor(options: ClientOptions) {
    this.options = options;
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
    const url = new URL(`api/${path}`, this.base).href;
    return this.exchange(method, url, call, async response => {
      const value = await readJson(response, MAXIMUM_BYTES);
      const { status, headers } = response;
      if (status >= 400) {
        throw refusalOf(status, value, headers['retry-after'], {
          host: this.host,
          changes: method !== 'GET'
        });
      }
      if (status === 204) {
        return null;
      }
      if (value === undefined || status >= 300) {
        throw this.strange(
          { status, type: headers['content-type'] },
          method !== 'GET'
        );
      }
      return value;
    });
  }

  /** The same for what is no JSON. */
  async text(path: string, call: Call): Promise<string> {
    const url = new URL(`api/${path}`, this.base).href;
    return this.exchange('GET', url, call, async response => {
      const { status, headers } = response;
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of response.body as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > MAXIMUM_BYTES) {
          throw this.strange({ status, bytes }, false);
        }
        chunks.push(chunk);
      }
      if (status >= 400) {
        throw refusalOf(status, undefined, headers['retry-after'], {
          host: this.host,
          changes: false
        });
      }
      return Buffer.concat(chunks).toString('utf8');
    });
  }

  /**
   * Sends bytes to an address that the server has named; another host gets no
   * token with them.
   *
   * @returns its JSON, or null where a store of objects says nothing
   */
  async put(
    address: string,
    bytes: OutboundStream,
    signal: AbortSignal
  ): Promise<unknown> {
    if (!URL.canParse(address, this.base.href)) {
      throw this.strange('address of a part', false);
    }
    const url = new URL(address, this.base).href;
    return this.exchange('PUT', url, { signal, bytes }, async response => {
      const value = await readJson(response, MAXIMUM_BYTES);
      const { status, headers } = response;
      if (status >= 300) {
        throw refusalOf(status, value, headers['retry-after'], {
          host: this.host,
          changes: true
        });
      }
      return value ?? null;
    });
  }

  private async exchange<T>(
    method: OutboundMethod,
    url: string,
    { signal, body, bytes, ifMatch = null, accept = RECORD }: Call,
    read: (response: OutboundResponse) => Promise<T>
  ): Promise<T> {
    const isOurs = new URL(url).origin === this.base.origin;
    const headers = {
      ...(isOurs ? { accept, ...(await this.credentials()) } : {}),
      ...(ifMatch === null ? {} : { 'if-match': ifMatch.replaceAll('"', '') }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(bytes === undefined
        ? {}
        : { 'content-type': 'application/octet-stream' })
    };
    const patience = this.options.patience ?? 60_000;
    try {
      const response = await this.options.outbound.request(url, {
        method,
        headers,
        body: bytes ?? (body === undefined ? undefined : JSON.stringify(body)),
        signal,
        stayAtOrigin: true,
        maximumRedirects: method === 'GET' ? 5 : 0,
        // Counted anew with all that the host takes.
        answerMilliseconds: patience
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

  private async credentials(): Promise<Record<string, string>> {
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
    return { authorization: `Bearer ${token}` };
  }

  /** @param outcomeUnknown it may have done what it was asked for */
  strange(cause: unknown, outcomeUnknown: boolean): RepositoryError {
    return new RepositoryError(
      'strange-answer',
      `${this.host} answers something that is not InvenioRDM. If that does not pass, check the address of the repository.`,
      { cause, outcomeUnknown }
    );
  }
}
