/**
 * Where a secret stands. It never holds the secret itself.
 */
export interface SecretHit {
  /** For the person, e.g. `a token of GitHub`. */
  what: string;
  /** Counted from 1. */
  line: number;
  /** Nothing else looks like that. */
  isCertain: boolean;
}
