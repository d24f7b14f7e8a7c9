import { it } from 'node:test';

/**
 * A test of what not every system does.
 *
 * @param reason why it makes no sense here; then there is no such test
 */
export function itUnless(
  reason: string | false | undefined,
  name: string,
  test: () => Promise<void>
): void {
  if (!reason) {
    it(name, test);
  }
}
