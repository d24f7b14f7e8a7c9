/**
 * How far an upload is at this moment. What has arrived for good is kept in
 * the store; this is what lies between.
 */
import { RateMeter } from '../../transfers/rate-meter.ts';

export class Progress {
  readonly #rate = new RateMeter();
  readonly #underWay = new Map<string, number>();
  #total = 0;

  /** Bytes of files that are on their way. */
  get underWay(): number {
    return this.#total;
  }

  /** Bytes of one file; null: it is not on its way. */
  of(path: string): number | null {
    return this.#underWay.get(path) ?? null;
  }

  get perSecond(): number {
    return this.#rate.perSecond();
  }

  /** So many bytes of a file are there, from an earlier attempt. */
  begin(path: string, bytes: number): void {
    this.end(path);
    this.#underWay.set(path, bytes);
    this.#total += bytes;
  }

  add(path: string, bytes: number): void {
    this.#underWay.set(path, (this.#underWay.get(path) ?? 0) + bytes);
    this.#total += bytes;
    this.#rate.add(bytes);
  }

  /** It has arrived, or nothing of it has. */
  end(path: string): void {
    this.#total -= this.#underWay.get(path) ?? 0;
    this.#underWay.delete(path);
  }
}
