import assert from 'node:assert/strict';
import type { TestCompanion } from '../../ocm/testing/companion.ts';

/** Asks a companion for what it has to answer well. */
export async function post<T>(
  { api }: Pick<TestCompanion, 'api'>,
  path: string,
  body: unknown
): Promise<T> {
  const answer = await api(path, 'POST', body);
  assert.ok(answer.ok, await answer.clone().text());
  return (await answer.json()) as T;
}
