/**
 * Sign-ins that people have begun and not yet come back from. They are kept in
 * memory alone: a state that this program did not make itself, for this
 * person, opens nothing.
 */
export interface PendingSignIn {
  repositoryId: string;
  /** Who has begun it, as the Jupyter server knows them. */
  user: string;
  /** RFC 7636: whoever has the code alone has nothing. */
  verifier: string;
  redirect: string;
}

const LIFE_MILLISECONDS = 10 * 60_000;
/** More than anybody has open; the oldest makes room. */
const MOST = 32;

export class PendingSignIns {
  readonly #byState = new Map<string, PendingSignIn & { until: number }>();
  /** Those whose code is being exchanged. */
  readonly #underWay = new Set<PendingSignIn>();

  add(state: string, pending: PendingSignIn): void {
    const now = Date.now();
    for (const [old, { until }] of this.#byState) {
      if (until <= now || this.#byState.size >= MOST) {
        this.#byState.delete(old);
      }
    }
    this.#byState.set(state, { ...pending, until: now + LIFE_MILLISECONDS });
  }

  /**
   * Each state once, in time, and for who began; null otherwise. Settle it
   * when it is known what has come of it.
   */
  take(state: string, user: string): PendingSignIn | null {
    const pending = this.#byState.get(state);
    if (pending?.user !== user) {
      return null;
    }
    this.#byState.delete(state);
    if (pending.until <= Date.now()) {
      return null;
    }
    this.#underWay.add(pending);
    return pending;
  }

  /** @returns whether it is still wanted */
  settle(pending: PendingSignIn): boolean {
    return this.#underWay.delete(pending);
  }

  /** Who signs out does not want to be signed in by a tab left open. */
  forget(repositoryId: string): void {
    for (const pending of this.#underWay) {
      if (pending.repositoryId === repositoryId) {
        this.#underWay.delete(pending);
      }
    }
    for (const [state, pending] of this.#byState) {
      if (pending.repositoryId === repositoryId) {
        this.#byState.delete(state);
      }
    }
  }
}
