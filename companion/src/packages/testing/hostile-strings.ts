/**
 * Strings that someone who means harm would put into a package.
 */
import fc from 'fast-check';

const chosen = [
  '',
  ' ',
  '"',
  "'",
  '\\',
  '\\"',
  "\\'",
  '"""',
  "'''",
  `'''\nimport os\nos.abort()\n'''`,
  '"\nimport os; os.abort()\n"',
  '\r\nraise SystemExit(9)\r\n#',
  '\u2028raise SystemExit(9)\u2028',
  '\u2029\u0085\u000b\u000craise SystemExit(9)',
  '\n!touch /tmp/owned\n%run evil.py\n%%bash\nreboot',
  '$(touch owned)`touch owned`${IFS}',
  '$x $(run(`reboot`)) #{x} {x} {{x}} %s %(x)s',
  '!!;!-1',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '</td></tr></table><a href="javascript:alert(1)">x</a>',
  '[x](javascript:alert(1)) ![x](https://192.0.2.1/x.png) <https://192.0.2.1/>',
  'https://192.0.2.1/beacon www.example.org someone@example.org',
  '| a | b |\n|---|---|\n# heading\n- item\n1. item\n> quote\n```\ncode\n```',
  '$$\\href{javascript:alert(1)}{x}$$ \\(x\\) \\[y\\] @@0@@ \\begin{x}',
  '*bold* _em_ ~~gone~~ `code` &lt; &#60; &amp;',
  '# -*- coding: utf-7 -*-\n+AGkAbQBwAG8AcgB0-',
  '\u0000\u0001\u0003\u0004\u001b[31m\u007f\u009b',
  '\u202egnp.exe\u2066\u2069\u200f',
  '\ud800',
  '\udfff\ud83d',
  '\ud83d\ude00 é ß 漢字',
  '__import__("os").abort()',
  '../../etc/passwd',
  '-rf --help',
  'x'.repeat(5000)
];

/** Text of all kinds: chosen, random, and the two in one. */
export const hostileString = fc.oneof(
  fc.constantFrom(...chosen),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(...chosen),
        fc.constantFrom(...'\'"\\`$\n\r{}[]()#%!?;|<>&*_~@:/.- \t\0'),
        fc.string({ maxLength: 4 })
      ),
      { maxLength: 8 }
    )
    .map(parts => parts.join(''))
);

/** Those that were chosen by hand, each of them. */
export const hostileStrings: readonly string[] = chosen;
