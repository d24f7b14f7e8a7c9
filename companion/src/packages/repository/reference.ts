/**
 * Names of branches, tags and commits that may be handed on.
 *
 * Narrower than what git allows (git-check-ref-format): nothing that a command
 * line, a refspec or an address would read as something else.
 */
const REFERENCE = /^[A-Za-z0-9_][A-Za-z0-9._/@+-]{0,200}$/;

export function isReference(text: string): boolean {
  return (
    REFERENCE.test(text) &&
    !/\.\.|\/\/|\/\.|@\{|\.lock(?:\/|$)|[./]$/.test(text)
  );
}
