/**
 * Names of files that are on their way; nobody wants to see them.
 */
import { randomUUID } from 'node:crypto';

const UNFINISHED =
  /^\.sciencemesh-[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[\da-f]{4}-[\da-f]{12}\.part$/;

export function unfinishedName(): string {
  return `.sciencemesh-${randomUUID()}.part`;
}

export function isUnfinished(name: string): boolean {
  return UNFINISHED.test(name);
}
