/**
 * Hosts that are not asked about their further files: one that is down would
 * cost a time limit for each of them, one that is busy asked to be left alone.
 */
import type { OutboundFailure } from '../../http/outbound.ts';
import type { SourceFinding } from './check-sources.ts';

/** Strikes from which on a host is not asked any more. */
const ENOUGH = 3;

export class HostTroubles {
  readonly #strikes = new Map<
    string,
    { count: number; finding: SourceFinding }
  >();

  /** What is already known about any file at the address's host. */
  known(url: string): SourceFinding | null {
    const trouble = this.#strikes.get(hostOf(url));
    return trouble !== undefined && trouble.count >= ENOUGH
      ? trouble.finding
      : null;
  }

  noteAnswer(url: string, status: number, finding: SourceFinding): void {
    if (status === 429 || status === 503) {
      this.#strike(url, ENOUGH, finding);
    } else {
      this.#strikes.delete(hostOf(url));
    }
  }

  noteFailure(
    url: string,
    failure: OutboundFailure,
    finding: SourceFinding
  ): void {
    if (failure === 'certificate') {
      this.#strike(url, ENOUGH, finding);
    } else if (failure === 'unreachable' || failure === 'timeout') {
      this.#strike(url, 1, finding);
    }
  }

  #strike(url: string, count: number, finding: SourceFinding): void {
    const host = hostOf(url);
    const before = this.#strikes.get(host)?.count ?? 0;
    this.#strikes.set(host, { count: before + count, finding });
  }
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? '';
}
