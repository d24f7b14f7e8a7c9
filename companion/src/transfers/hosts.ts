/**
 * What one transfer has found out about the hosts that it fetches from.
 */
import { pauseAfter, type RetryPolicy } from './attempts.ts';
import type { FileFailure } from './file-failure.ts';

interface Host {
  answeredAt: number;
  failedAt: number;
  /** Times in a row that nobody answered. */
  failures: number;
  notBefore: number;
  down: FileFailure | null;
}

export class Hosts {
  readonly #now: () => number;
  readonly #hosts = new Map<string, Host>();

  /** @param now a clock in milliseconds that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The present, as `failed` wants to have it told. */
  now(): number {
    return this.#now();
  }

  /** Milliseconds until the host may be asked. */
  pause(name: string): number {
    return Math.max(0, (this.#hosts.get(name)?.notBefore ?? 0) - this.#now());
  }

  /** The host asked for a pause, whichever file it was about. */
  hold(name: string, milliseconds: number): void {
    const host = this.#host(name);
    host.notBefore = Math.max(host.notBefore, this.#now() + milliseconds);
  }

  /** Somebody is there, whatever the answer says. */
  answered(name: string): void {
    const host = this.#host(name);
    host.answeredAt = this.#now();
    host.failures = 0;
  }

  /**
   * An attempt that began at that time has failed.
   *
   * Where nobody answers, that is a matter of the host and not of the file:
   * thousands of files need not each find out for themselves.
   */
  failed(
    name: string,
    since: number,
    failure: FileFailure,
    policy: RetryPolicy
  ): void {
    const host = this.#host(name);
    const silent =
      (failure.code === 'unreachable' || failure.code === 'timeout') &&
      host.answeredAt < since;
    // Attempts side by side fail together, which counts once.
    if (!silent || host.failedAt > since) {
      return;
    }
    host.failedAt = this.#now();
    host.failures += 1;
    if (host.failures >= policy.attempts) {
      host.down = failure;
    } else {
      this.hold(name, pauseAfter(host.failures, policy));
    }
  }

  /** Why the host is not asked any more. */
  down(name: string): FileFailure | null {
    return this.#hosts.get(name)?.down ?? null;
  }

  #host(name: string): Host {
    const known = this.#hosts.get(name);
    if (known) {
      return known;
    }
    const host = {
      answeredAt: -Infinity,
      failedAt: -Infinity,
      failures: 0,
      notBefore: 0,
      down: null
    };
    this.#hosts.set(name, host);
    return host;
  }
}
