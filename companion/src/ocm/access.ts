/**
 * The way into one received share (OCM-API draft-07, "Share Access").
 *
 * Credentials go to two kinds of hosts only: the one that the share's own
 * `uri` names, which came in one message with the secret, and those that the
 * sender's discovery document names, which came from the sender's host. So
 * nobody learns a secret whom its sender did not choose. Each of them passes
 * the outbound guard, and no redirect leads to another origin.
 */
import { randomUUID } from 'node:crypto';
import type { OutboundClient } from '../http/outbound.ts';
import { StorageError } from '../storage/storage.ts';
import type { Gate, Grant, WebDavAccess } from '../storage/webdav/access.ts';
import type { OcmAddress } from './address.ts';
import { DiscoveryError } from './peer.ts';
import type { Loan, LoanTerms } from './loan.ts';
import type { PeerWebDav } from './peer-webdav.ts';
import type { Peers } from './peers.ts';
import { exchangeSecret, TokenError, type AccessToken } from './token.ts';
import type { WebDavOffer } from './webdav-offer.ts';

export interface OcmAccessOptions {
  offer: WebDavOffer;
  /** Host and folder of the sender. */
  sender: Pick<OcmAddress, 'host' | 'path'>;
  resourceType: string;
  /** Host of this node, as the sender knows it. */
  clientId: string;
  peers: Peers;
  outbound: OutboundClient;
  gate: Gate;
  now?: () => number;
}

/** A token, and whether the server has taken it yet. */
interface Token extends AccessToken {
  id: string;
  isProven: boolean;
}

type Way = 'token' | 'bearer' | 'basic';

interface Attempt {
  way: Way;
  token: Token | null;
}

export class OcmAccess implements WebDavAccess {
  readonly #options: OcmAccessOptions;
  readonly #now: () => number;
  /** What each grant that was given out rests on. */
  readonly #attempts = new WeakMap<Grant, Attempt>();
  #root: Promise<URL> | null = null;
  #token: Promise<Token> | null = null;
  /** The current way; those after it are tried when it is not taken. */
  #ways: Way[] | null = null;
  /** The way that the server took last. */
  #winner: Way | null = null;
  /** The peer has said so when it was to give a token for it. */
  #isSecretUnknown = false;

  constructor(options: OcmAccessOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** The old form of a share, whose senders never put a file into a folder. */
  get isOld(): boolean {
    return this.#options.offer.isOld;
  }

  async grant(signal?: AbortSignal): Promise<Grant> {
    const { root, way } = await this.#findFirst(signal);
    return this.#along(way, root, signal);
  }

  /**
   * What could be lent out. It asks for no token, but the server may be asked
   * what it is.
   *
   * @throws StorageError
   */
  async terms(signal?: AbortSignal): Promise<LoanTerms> {
    const { root, way } = await this.#findFirst(signal);
    return { root, kind: way === 'token' ? 'token' : 'secret' };
  }

  /**
   * What opens the share for somebody else, for as long as it can be.
   *
   * The token is the one that is used here as well: at Nextcloud 35 each
   * exchange ends the one before. One that has half of its life behind it is
   * exchanged for a new one all the same, as it is to be of use for long.
   *
   * @param isAnew what was lent before was not taken
   * @throws StorageError
   */
  async lend(isAnew: boolean, signal?: AbortSignal): Promise<Loan> {
    const known = await this.#token?.catch(() => null);
    if (known && (isAnew || this.#now() > (known.givenAt + known.endsAt) / 2)) {
      this.#token = null;
    }
    const grant = await this.grant(signal);
    const token = this.#attempts.get(grant)?.token ?? null;
    const [scheme, value] = (grant.authorization ?? '').split(' ');
    return {
      root: grant.root,
      kind: token === null ? 'secret' : 'token',
      scheme: scheme === 'Basic' ? 'Basic' : 'Bearer',
      value: value ?? '',
      endsAt:
        token === null
          ? null
          : new Date(Date.now() + token.endsAt - this.#now()).toISOString()
    };
  }

  async renew(refused: Grant, signal?: AbortSignal): Promise<Grant | null> {
    const attempt = this.#attempts.get(refused);
    if (attempt === undefined) {
      return null;
    }
    if (attempt.way === 'token') {
      const current = await this.#token?.catch(() => null);
      if (current && current.id !== attempt.token?.id) {
        // Another request has renewed it in the meantime.
        return this.#along('token', refused.root, signal);
      }
      this.#token = null;
      if (attempt.token?.isProven) {
        // It was taken before: it has expired, or another exchange has ended
        // it, as with Nextcloud 35.
        return this.#along('token', refused.root, signal);
      }
    }
    if (this.#winner === attempt.way) {
      return this.#giveUp();
    }
    const ways = await this.#findWays();
    const next = ways[ways.indexOf(attempt.way) + 1];
    if (next === undefined) {
      return this.#giveUp();
    }
    return this.#along(next, refused.root, signal);
  }

  accepted(grant: Grant): void {
    const attempt = this.#attempts.get(grant);
    if (attempt === undefined) {
      return;
    }
    if (attempt.token) {
      attempt.token.isProven = true;
    }
    if (this.#winner !== attempt.way) {
      this.#winner = attempt.way;
      this.#ways = [
        attempt.way,
        ...(this.#ways ?? []).filter(way => way !== attempt.way)
      ];
    }
  }

  close(): void {
    this.#token = null;
    this.#root = null;
    this.#ways = null;
    this.#winner = null;
    this.#isSecretUnknown = false;
  }

  /** @throws StorageError when both ends of the peer know the secret no more */
  #giveUp(): null {
    if (this.#isSecretUnknown) {
      throw this.#gone();
    }
    return null;
  }

  #gone(cause?: TokenError): StorageError {
    return new StorageError(
      'share-gone',
      `${this.#label} does not know the secret of this share any more. The share was probably withdrawn; ask its sender.`,
      { cause }
    );
  }

  get #label(): string {
    return this.#options.sender.host;
  }

  async #findFirst(
    signal: AbortSignal | undefined
  ): Promise<{ root: URL; way: Way }> {
    if (this.#options.offer.mustUseMfa) {
      throw new StorageError(
        'not-permitted',
        `${this.#label} opens this share only for people who have shown a second factor, which cannot be shown from here. Open it at its own web page.`
      );
    }
    const root = await withSignal(this.#findRoot(), signal);
    const ways = await withSignal(this.#findWays(), signal);
    return { root, way: ways[0] ?? 'bearer' };
  }

  async #along(way: Way, root: URL, signal?: AbortSignal): Promise<Grant> {
    const { secret } = this.#options.offer;
    const token =
      way === 'token' ? await withSignal(this.#findToken(), signal) : null;
    if (way === 'token' && token === null) {
      // The draft: who need not exchange falls back to the secret itself.
      const next = this.#ways?.[0] ?? 'bearer';
      return this.#along(next, root, signal);
    }
    const grant: Grant = {
      root,
      isFile: false,
      authorization: authorizationOf(way, token?.value ?? secret)
    };
    this.#attempts.set(grant, { way, token });
    return grant;
  }

  /** One at a time: at Nextcloud 35 each exchange ends the token before. */
  async #findToken(): Promise<Token | null> {
    const known = await this.#token?.catch(() => null);
    if (known && known.renewAt > this.#now()) {
      return known;
    }
    if (known) {
      this.#token = null;
    }
    const exchange = (this.#token ??= this.#exchange());
    try {
      return await exchange;
    } catch (error) {
      if (this.#token === exchange) {
        this.#token = null;
      }
      if (error instanceof TokenError) {
        return this.#withoutToken(error);
      }
      throw error;
    }
  }

  #withoutToken(error: TokenError): null {
    if (this.#options.offer.mustExchange || this.#winner === 'token') {
      throw error.isSecretUnknown
        ? this.#gone(error)
        : new StorageError(
            'login-refused',
            `${this.#label} gave no access token for this share. Try again later; if it goes on, its operator can help.`,
            { cause: error }
          );
    }
    this.#isSecretUnknown = error.isSecretUnknown;
    this.#ways = this.#ways?.filter(way => way !== 'token') ?? null;
    return null;
  }

  async #exchange(): Promise<Token> {
    const { offer, clientId, outbound, gate } = this.#options;
    const { tokenEndPoint } = await this.#peer();
    if (tokenEndPoint === null) {
      throw new TokenError('no token end point is advertised', false);
    }
    const order = { endPoint: tokenEndPoint, clientId, secret: offer.secret };
    const token = await gate.pass('look', tokenEndPoint.origin, () =>
      exchangeSecret(outbound, order, this.#now())
    );
    return { ...token, id: randomUUID(), isProven: false };
  }

  async #findWays(): Promise<Way[]> {
    const { offer } = this.#options;
    if (this.#ways !== null) {
      return this.#ways;
    }
    if (offer.isOld) {
      // The secret is the user's name, which also finds the share.
      return (this.#ways = ['basic', 'bearer']);
    }
    if (offer.mustExchange) {
      return (this.#ways = ['token']);
    }
    // Exchanging is better where the peer offers it, and never needed: a peer
    // that does not tell is asked with the secret.
    const peer = await this.#peer().catch(() => null);
    const plain: Way[] = ['bearer', 'basic'];
    return peer === null
      ? plain
      : (this.#ways ??= peer.tokenEndPoint ? ['token', ...plain] : plain);
  }

  #findRoot(): Promise<URL> {
    const root = (this.#root ??= this.#resolveRoot());
    root.catch(() => {
      if (this.#root === root) {
        this.#root = null;
      }
    });
    return root;
  }

  async #resolveRoot(): Promise<URL> {
    const { offer, resourceType, outbound } = this.#options;
    const root = /^https?:\/\//i.test(offer.uri)
      ? URL.parse(offer.uri)
      : resolveUri(offer.uri, (await this.#peer()).rootFor(resourceType));
    if (root === null) {
      throw new StorageError(
        'unsupported',
        `${this.#label} does not say where the files of this share are. Ask its operator.`
      );
    }
    root.hash = '';
    root.search = '';
    const refused = outbound.judge(root.href);
    if (refused) {
      throw refused;
    }
    return root;
  }

  async #peer(): Promise<PeerWebDav> {
    const { peers, sender, gate } = this.#options;
    try {
      return await gate.pass('look', `https://${sender.host}`, () =>
        peers.webDavOf(sender)
      );
    } catch (error) {
      throw error instanceof DiscoveryError
        ? new StorageError('broken-answer', error.message, { cause: error })
        : error;
    }
  }
}

/**
 * The address of a share whose `uri` is relative: below the advertised root;
 * with a slash at its beginning below the host (Reva, ocmd/shares.go).
 */
function resolveUri(uri: string, root: URL | null): URL | null {
  if (root === null || uri === '') {
    return root;
  }
  const path = uri.startsWith('/')
    ? `/${uri.replace(/^\/+/, '')}`
    : `${root.pathname.replace(/\/+$/, '')}/${uri}`;
  return URL.parse(root.origin + path);
}

/** Reva knows the scheme with a capital letter only. */
function authorizationOf(way: Way, secret: string): string {
  return way === 'basic'
    ? `Basic ${Buffer.from(`${secret}:`).toString('base64')}`
    : `Bearer ${secret}`;
}

/** What several wait for goes on when one of them gives up. */
async function withSignal<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined
): Promise<T> {
  if (signal === undefined) {
    return work;
  }
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
