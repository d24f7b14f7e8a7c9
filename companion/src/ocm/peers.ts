/**
 * Discovery documents of peers, asked for once and remembered for a while.
 */
import type { OutboundClient } from '../http/outbound.ts';
import type { OcmAddress } from './address.ts';
import { discoverPeer } from './peer.ts';
import { readPeerWebDav, type PeerWebDav } from './peer-webdav.ts';

const REMEMBERED = 60 * 60 * 1000;
/** Asking goes on when whoever asked first has lost patience. */
const PATIENCE = 60 * 1000;

export class Peers {
  readonly #outbound: OutboundClient;
  readonly #now: () => number;
  readonly #known = new Map<
    string,
    { at: number; answer: Promise<PeerWebDav> }
  >();

  /** @param now a clock in milliseconds that never goes back */
  constructor(
    outbound: OutboundClient,
    now: () => number = () => performance.now()
  ) {
    this.#outbound = outbound;
    this.#now = now;
  }

  /** @throws OutboundError, DiscoveryError */
  webDavOf(peer: Pick<OcmAddress, 'host' | 'path'>): Promise<PeerWebDav> {
    const key = peer.host + peer.path;
    const known = this.#known.get(key);
    if (known && this.#now() - known.at < REMEMBERED) {
      return known.answer;
    }
    const answer = discoverPeer(
      this.#outbound,
      peer,
      AbortSignal.timeout(PATIENCE)
    ).then(readPeerWebDav);
    this.#known.set(key, { at: this.#now(), answer });
    // A failure is not remembered.
    answer.catch(() => {
      if (this.#known.get(key)?.answer === answer) {
        this.#known.delete(key);
      }
    });
    return answer;
  }
}
