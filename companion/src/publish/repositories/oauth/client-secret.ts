/**
 * The secret of a client, from its file: read for each use and kept nowhere.
 */
import { open } from 'node:fs/promises';
import { GrantError } from './grant.ts';

/** No secret of a client is longer. */
const MAXIMUM_BYTES = 4096;

/**
 * @param name of the repository, for the person
 * @throws GrantError `misconfigured`, whose cause tells the administrator why
 */
export async function readClientSecret(
  path: string,
  name: string
): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { mode, size } = await file.stat();
      if ((mode & 0o077) !== 0) {
        throw new Error(
          'the file of the client secret can be read by others; give it mode 0600'
        );
      }
      const secret =
        size > MAXIMUM_BYTES ? '' : (await file.readFile('utf8')).trim();
      if (!/^[\x20-\x7e]+$/u.test(secret)) {
        throw new Error('the file of the client secret holds no secret');
      }
      return secret;
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new GrantError(
      'misconfigured',
      `Signing in at ${name} is not set up completely. Tell the administrator of this service; until then, enter a token.`,
      cause
    );
  }
}
