/**
 * What is said about the fields while a repository's body is made of them.
 */
import type { MetadataLoss } from 'sciencemesh-contract';
import type { Json } from '../http/answers.ts';
import type { FieldError } from '../repository.ts';

/** Collects what is said about the fields while a body is made. */
export class Remarks {
  readonly losses: MetadataLoss[] = [];
  readonly errors: FieldError[] = [];

  /** Left out: the repository has no place for it. */
  lose(field: string, message: string): void {
    this.losses.push({ field, message });
  }

  /** Has to be changed before anything is sent. */
  refuse(field: string, message: string): void {
    this.errors.push({ field, message });
  }
}

/** Without what is undefined, as it would be in JSON. */
export function withoutGaps(fields: Json): Json {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined)
  );
}

/** Undefined instead of an empty list: it is then left out. */
export function orNothing<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}
