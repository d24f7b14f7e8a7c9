import { createCipheriv, createHash } from 'node:crypto';

const bytesAtOnce = 64 * 1024;
const bytesOfANumber = 8;

/**
 * Random numbers that follow from a seed, the same on every machine.
 *
 * The key stream of AES in counter mode is the source: it is fast, and as
 * random as physics could wish for.
 */
export class RandomNumbers {
  private readonly cipher;
  private bytes = Buffer.alloc(0);
  private at = 0;

  /** @param seed - any text */
  constructor(seed: string) {
    const key = createHash('sha256').update(seed).digest();
    this.cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  }

  /** Evenly spread between 0 and 1, never 0 itself. */
  uniform(): number {
    if (this.at >= this.bytes.length) {
      this.bytes = this.cipher.update(Buffer.alloc(bytesAtOnce));
      this.at = 0;
    }
    const bits = this.bytes.readBigUInt64BE(this.at) >> 11n;
    this.at += bytesOfANumber;
    return (Number(bits) + 0.5) / 2 ** 53;
  }

  /** Evenly spread between two bounds. */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** A whole number from `low` up to and including `high`. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1));
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** Bell-shaped, by the method of Box and Muller. */
  normal(mean: number, deviation: number): number {
    const radius = Math.sqrt(-2 * Math.log(this.uniform()));
    return mean + deviation * radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Falling exponentially from 0 on. */
  exponential(mean: number): number {
    return -mean * Math.log(this.uniform());
  }

  /** A resonance of the given full width (Cauchy, Breit and Wigner). */
  resonance(mean: number, width: number): number {
    return mean + (width / 2) * Math.tan(Math.PI * (this.uniform() - 0.5));
  }
}
