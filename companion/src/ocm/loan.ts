/**
 * What opens a share, lent to somebody else for a while: to a job that fetches
 * files by itself.
 */

/** `token` ends by itself; the `secret` of a share never does. */
export type LoanKind = 'token' | 'secret';

export interface LoanTerms {
  kind: LoanKind;
  /** Address of the share's folder. */
  root: URL;
}

/** Never to be written into a log, an answer or a submit text. */
export interface Loan extends LoanTerms {
  /** Of the `Authorization` header. */
  scheme: 'Bearer' | 'Basic';
  value: string;
  /** ISO 8601; null: nobody knows, or never. */
  endsAt: string | null;
}
