/** A name in the configuration, and a password in a file. */
import type { CredentialSource } from './credentials.ts';
import { SecretFile } from './secret-file.ts';

export function basicSource({
  passwordFile,
  user
}: {
  passwordFile: string;
  user: string;
}): CredentialSource {
  const file = new SecretFile(passwordFile, {
    isPrivate: true,
    advice:
      'Write the password into it, or correct "cernbox.credential.passwordFile" in the configuration.'
  });
  return {
    read: async () => ({ kind: 'basic', user, password: await file.read() }),
    onChange: listener => file.watch(listener),
    close: () => Promise.resolve()
  };
}
