/**
 * Words of a POSIX shell. Only a remote login shell and the script that the
 * person sees ever read them.
 */

/** A word that a shell reads as exactly this text. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/u.test(text)
    ? text
    : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A command line of words that a shell reads as exactly this argv. */
export function shellLine(argv: readonly string[]): string {
  return argv.map(shellWord).join(' ');
}
