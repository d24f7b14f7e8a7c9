import { randomBytes } from 'node:crypto';

/** The tokens of one share, of which several may live at a time. */
export class Tokens {
  private readonly endings = new Map<string, number>();

  /** All that were ever given. */
  get given(): readonly string[] {
    return [...this.endings.keys()];
  }

  give(seconds: number): string {
    const token = randomBytes(24).toString('base64url');
    this.endings.set(token, Date.now() + seconds * 1000);
    return token;
  }

  /** Whether a token opens the share now. */
  opens(token: string): boolean {
    return (this.endings.get(token) ?? 0) > Date.now();
  }

  /** Ends all of them, as their time does. */
  end(): void {
    for (const token of this.endings.keys()) {
      this.endings.set(token, 0);
    }
  }
}
