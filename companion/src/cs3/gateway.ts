/**
 * The CS3 gateway of a Reva, for a person who is logged in there: what the
 * site has received for them over OCM, with the crates inside, which no HTTP
 * of Reva tells.
 */
import { isGatewayAddress } from './connection.ts';
import { GatewayError } from './gateway-error.ts';
import { isToken, Line, type LineOptions } from './line.ts';
import { readReceivedShare } from './received-share.ts';
import type {
  ReceivedOcmShare,
  ReceivedOcmShareState
} from './received-share.ts';

export type GatewayOptions = Pick<
  LineOptions,
  'address' | 'tls' | 'secureContext' | 'onCall'
> &
  // By default 30 seconds and 16 MiB.
  Partial<Pick<LineOptions, 'seconds' | 'maximumBytes'>>;

/** Which shares are listed; by default all. */
export interface ReceivedQuery {
  kind?: 'embedded' | 'files';
}

/** What a person can decide. */
export type DecidedState = Extract<
  ReceivedOcmShareState,
  'pending' | 'accepted' | 'rejected'
>;

const DEFAULT_SECONDS = 30;
const DEFAULT_BYTES = 16 * 1024 * 1024;
/** More than anybody reads; a gateway could page for ever. */
const MOST_PAGES = 1000;

const KINDS = {
  embedded: ['EMBEDDED'],
  files: ['FILE', 'CONTAINER']
} as const;

export class Gateway {
  readonly #line: Line;
  readonly #maximumBytes: number;

  /** @throws Error with a sentence for an operator: the address is none */
  constructor({
    seconds = DEFAULT_SECONDS,
    maximumBytes = DEFAULT_BYTES,
    ...options
  }: GatewayOptions) {
    if (!isGatewayAddress(options.address)) {
      throw new Error(
        `"${options.address}" is not the address of a gateway: write host:port, such as cernbox.example.org:9142.`
      );
    }
    this.#maximumBytes = maximumBytes;
    this.#line = new Line({ ...options, seconds, maximumBytes });
  }

  /**
   * All shares, or those of a kind. Packages come with their whole payloads:
   * where there are many, ask the site for the list and here for each.
   *
   * @throws GatewayError
   */
  async listReceived(
    token: string,
    { kind }: ReceivedQuery = {},
    signal?: AbortSignal
  ): Promise<ReceivedOcmShare[]> {
    const filters = (kind ? KINDS[kind] : []).map(type => ({
      type: 'TYPE_SHARE_TYPE',
      shared_resource_type: `SHARE_RESOURCE_TYPE_${type}`
    }));
    const found: ReceivedOcmShare[] = [];
    let bytes = 0;
    let page_token = '';
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { answer, length } = await this.#line.call({
        name: 'ListReceivedOCMShares',
        request: { filters, page_token },
        token,
        signal
      });
      bytes += length;
      if (bytes > this.#maximumBytes) {
        throw this.#line.error('too-large');
      }
      for (const message of answer.shares) {
        const share = readReceivedShare(message);
        // Not every gateway knows filters.
        if (share && isOfKind(share, kind)) {
          found.push(share);
        }
      }
      page_token = answer.next_page_token;
      if (page_token === '') {
        return found;
      }
    }
    throw this.#line.error('broken-answer', new Error('pages without end'));
  }

  /**
   * One share, with the payload of a package.
   *
   * @throws GatewayError
   */
  async getReceived(
    token: string,
    id: string,
    signal?: AbortSignal
  ): Promise<ReceivedOcmShare> {
    const { answer } = await this.#line.call({
      name: 'GetReceivedOCMShare',
      request: { ref: { id: { opaque_id: id } } },
      token,
      signal
    });
    const share = answer.share && readReceivedShare(answer.share);
    if (share === null) {
      throw this.#line.error('broken-answer', new Error('no share'));
    }
    return share;
  }

  /**
   * Says what the person has decided. As no destination goes along, Reva
   * copies no package; files with the access type `datatx` it does copy once
   * they are accepted. What is stuck in `transferring` can be set back.
   *
   * @throws GatewayError
   */
  async setState(
    token: string,
    id: string,
    state: DecidedState,
    signal?: AbortSignal
  ): Promise<void> {
    const value = `SHARE_STATE_${state.toUpperCase()}`;
    await this.#update(token, id, { state: value }, signal);
  }

  /** @throws GatewayError */
  async setHidden(
    token: string,
    id: string,
    hidden: boolean,
    signal?: AbortSignal
  ): Promise<void> {
    await this.#update(token, id, { hidden }, signal);
  }

  /**
   * Logs in without HTTP.
   *
   * @param login `type` is one of the site's, such as `basic` or `bearer`
   * @returns a token
   * @throws GatewayError
   */
  async authenticate(
    login: { type: string; clientId: string; clientSecret: string },
    signal?: AbortSignal
  ): Promise<string> {
    const { type, clientId: client_id, clientSecret: client_secret } = login;
    const request = { type, client_id, client_secret };
    const { answer } = await this.#line
      .call({ name: 'Authenticate', request, signal })
      .catch((error: unknown) => {
        // An unknown name, a wrong password.
        throw isFailure(error, 'not-permitted', 'not-found')
          ? this.#line.error('login-refused', error.cause)
          : error;
      });
    if (!isToken(answer.token)) {
      throw this.#line.error('broken-answer', new Error('no token'));
    }
    return answer.token;
  }

  /** Ends the connection; calls that are on their way are given up. */
  close(): Promise<void> {
    return this.#line.close();
  }

  async #update(
    token: string,
    id: string,
    change: { state?: string; hidden?: boolean },
    signal: AbortSignal | undefined
  ): Promise<void> {
    const share = { id: { opaque_id: id }, ...change };
    const update_mask = { paths: Object.keys(change) };
    try {
      await this.#line.call({
        name: 'UpdateReceivedOCMShare',
        request: { share, update_mask },
        token,
        signal
      });
    } catch (error) {
      throw (await this.#isMissing(error, token, id, signal)) ?? error;
    }
  }

  /** Reva says CODE_INTERNAL when a share is changed that is not there. */
  async #isMissing(
    failed: unknown,
    token: string,
    id: string,
    signal: AbortSignal | undefined
  ): Promise<GatewayError | null> {
    if (!isFailure(failed, 'failed')) {
      return null;
    }
    try {
      await this.getReceived(token, id, signal);
      return null;
    } catch (error) {
      return isFailure(error, 'not-found') ? error : null;
    }
  }
}

function isFailure(
  error: unknown,
  ...codes: GatewayError['code'][]
): error is GatewayError {
  return error instanceof GatewayError && codes.includes(error.code);
}

function isOfKind(
  { resourceType }: ReceivedOcmShare,
  kind: ReceivedQuery['kind']
): boolean {
  switch (kind) {
    case undefined:
      return true;
    case 'embedded':
      return resourceType === 'embedded';
    case 'files':
      return resourceType !== 'embedded';
  }
}
