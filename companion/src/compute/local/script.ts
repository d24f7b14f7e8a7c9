/**
 * The script of a local job: readable, and the person may change it.
 */
import type { SubmitOrder, SubmitText } from '../batch-system.ts';

/** What would run, for bash. */
export function scriptOf({ command, label }: SubmitOrder): SubmitText {
  const words = command.map(quoted).join(' ');
  return {
    language: 'bash',
    text: `#!/bin/bash
# ${label}
# Runs in the folder of the job; a task of a sweep gets "--task" and its number.
exec ${words} "$@"
`
  };
}

/** One word for the shell, whatever it holds. */
function quoted(word: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(word)
    ? word
    : `'${word.replaceAll("'", "'\\''")}'`;
}
