/**
 * "Check this share": the way to a share that came to the own node, by Open
 * Cloud Mesh.
 */
import type { Share } from 'sciencemesh-contract';
import { parseAddress } from '../ocm/address.ts';
import { discoverPeer } from '../ocm/peer.ts';
import { readPeerWebDav, type PeerWebDav } from '../ocm/peer-webdav.ts';
import { exchangeSecret } from '../ocm/token.ts';
import { readWebDavOffer, type WebDavOffer } from '../ocm/webdav-offer.ts';
import type { Mounted } from './drive.ts';
import type { ShareCheckOptions, WayIn } from './share-check.ts';
import { skipped, type Finding } from './share-check-findings.ts';

export class OcmWay implements WayIn {
  readonly #options: Pick<ShareCheckOptions, 'access' | 'outbound'>;
  readonly #share: Share;
  readonly #signal: AbortSignal;
  #offer: WebDavOffer | null = null;
  #peer: PeerWebDav | null = null;
  /** An administrator has mounted it. */
  #isLocal = false;

  constructor(
    options: Pick<ShareCheckOptions, 'access' | 'outbound'>,
    share: Share,
    signal: AbortSignal
  ) {
    this.#options = options;
    this.#share = share;
    this.#signal = signal;
  }

  async offer(mounted: Mounted | null): Promise<Finding> {
    const { provider, state, withdrawnAt } = this.#share;
    const access = this.#options.access(this.#share.id);
    this.#offer = access && readWebDavOffer(access);
    this.#isLocal = Boolean(mounted?.localFolder);
    if (withdrawnAt !== null) {
      return {
        state: 'failed',
        code: 'share-gone',
        message: `${provider} said that the share was taken back.`,
        advice: 'Ask its sender to share it again.'
      };
    }
    if (this.#offer === null) {
      return {
        state: 'failed',
        code: 'no-webdav',
        message:
          access === null
            ? 'The credentials of the share cannot be read here any more.'
            : `${provider} offers no way to the files that is understood here (WebDAV).`,
        advice: 'Ask its sender to share it again.'
      };
    }
    if (state !== 'accepted') {
      return {
        state: 'noted',
        message: 'Its files can be reached once you have accepted it.'
      };
    }
    return {
      state: 'passed',
      message: this.#isLocal
        ? 'An administrator has mounted its files on this machine.'
        : this.#offer.mustExchange
          ? 'Files over WebDAV, with a token that is renewed.'
          : 'Files over WebDAV, with the secret of the share.'
    };
  }

  async discovery(): Promise<Finding> {
    if (this.#isLocal) {
      return skipped('Not asked: the files are on this machine.');
    }
    const { sender, provider } = this.#share;
    const peer = parseAddress(sender.address) ?? { host: provider, path: '' };
    const document = await discoverPeer(
      this.#options.outbound,
      peer,
      this.#signal
    );
    this.#peer = readPeerWebDav(document);
    const { hostname } = new URL(document.url);
    return this.#peer.rootFor(this.#share.resourceType) === null
      ? {
          state: 'noted',
          message: `${hostname} speaks Open Cloud Mesh, but names no WebDAV root. That is fine where the share itself names one.`
        }
      : { state: 'passed', message: `${hostname} speaks Open Cloud Mesh.` };
  }

  async token(): Promise<Finding> {
    const offer = this.#offer;
    if (offer === null || this.#isLocal) {
      return skipped('No credentials are needed or known.');
    }
    if (!offer.mustExchange) {
      return skipped('The secret of the share itself is shown; no token.');
    }
    const endPoint = this.#peer?.tokenEndPoint ?? null;
    if (endPoint === null) {
      return {
        state: 'failed',
        code: 'no-token-end-point',
        message:
          'The share wants its secret exchanged for a token, and the server does not say where.',
        advice: `Tell the operators of ${this.#share.provider}: their discovery document lacks "tokenEndPoint" or the capability "exchange-token".`
      };
    }
    const clientId = parseAddress(this.#share.recipient)?.host ?? '';
    await exchangeSecret(
      this.#options.outbound,
      { endPoint, clientId, secret: offer.secret },
      performance.now(),
      this.#signal
    );
    return {
      state: 'passed',
      message: `${endPoint.hostname} gave a token for the secret.`
    };
  }
}
