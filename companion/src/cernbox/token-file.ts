/** A token in a file that is kept up to date by others, as in SWAN. */
import { CredentialError } from './credential-error.ts';
import type { CredentialSource } from './credentials.ts';
import { SecretFile } from './secret-file.ts';
import { asCredential } from './tokens.ts';

const ADVICE =
  'Sign in again; if that does not help, tell whoever runs this JupyterLab.';

export function tokenFileSource({
  path,
  scheme
}: {
  path: string;
  scheme: 'reva' | 'bearer' | null;
}): CredentialSource {
  const file = new SecretFile(path, { isPrivate: false, advice: ADVICE });
  return {
    async read() {
      const credential = asCredential(await file.read(), scheme);
      if (credential === null) {
        throw new CredentialError(
          `The file of the login, ${path}, holds no token.`,
          ADVICE
        );
      }
      return credential;
    },
    onChange: listener => file.watch(listener),
    close: () => Promise.resolve()
  };
}
