/** There is no credential; the message is a sentence for the person. */
export class CredentialError extends Error {
  readonly advice: string;
  /** Nobody has to sign in again: it may be there a moment later. */
  readonly isPassing: boolean;

  constructor(
    message: string,
    advice: string,
    { cause, isPassing = false }: { cause?: unknown; isPassing?: boolean } = {}
  ) {
    super(message, { cause });
    this.name = 'CredentialError';
    this.advice = advice;
    this.isPassing = isPassing;
  }
}
