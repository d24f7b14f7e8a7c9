/**
 * Files that hold secrets by what they are for.
 */

const BY_NAME: readonly (readonly [RegExp, string])[] = [
  [
    /^\.env(?:\.(?!example$|sample$|template$|dist$)[\w-]+)?$/,
    'settings that often are secrets'
  ],
  [/^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$/, 'a private key for SSH'],
  [/^[._]netrc$/, 'passwords for servers'],
  [/^\.git-credentials$/, 'passwords for Git'],
  [/^\.pgpass$/, 'passwords for databases'],
  [/^\.pypirc$/, 'a password for PyPI'],
  [/^\.htpasswd$/, 'passwords of a website'],
  [/^kaggle\.json$/, 'a key of Kaggle'],
  [/^\.?rclone\.conf$/, 'passwords for storage'],
  [/^x509up_u\d+$/, 'a grid proxy, with its private key'],
  [/^bt_u\d+$/, 'a token for the grid'],
  [/^krb5cc_\w+$/, 'tickets of Kerberos'],
  [/\.keytab$/, 'keys of Kerberos'],
  [/\.kdbx$/, 'a collection of passwords']
];

const BY_PATH: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\/)\.aws\/credentials$/, 'keys of Amazon Web Services'],
  [/(?:^|\/)\.docker\/config\.json$/, 'passwords for registries'],
  [/(?:^|\/)\.kube\/config$/, 'keys of Kubernetes']
];

/** What a file of this name holds; null when the name does not tell. */
export function secretOfName(path: string): string | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (
    BY_NAME.find(([shape]) => shape.test(name))?.[1] ??
    BY_PATH.find(([shape]) => shape.test(path))?.[1] ??
    null
  );
}
