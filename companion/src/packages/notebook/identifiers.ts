/**
 * Names of parameters as names of variables.
 */
import type { Language } from './literals.ts';

const reserved: Record<Language, ReadonlySet<string>> = {
  python: new Set(
    'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
      ' '
    )
  ),
  r: new Set(
    'if else repeat while function for next break TRUE FALSE NULL Inf NaN NA NA_integer_ NA_real_ NA_complex_ NA_character_ in'.split(
      ' '
    )
  ),
  julia: new Set(
    'baremodule begin break catch const continue do else elseif end export false finally for function global if import let local macro module public quote return struct true try using while abstract mutable primitive type in isa where outer nothing missing'.split(
      ' '
    )
  ),
  bash: new Set(
    'if then else elif fi case esac for select while until do done in function time coproc http_proxy https_proxy ftp_proxy all_proxy no_proxy histchars auto_resume'.split(
      ' '
    )
  )
};

/**
 * A variable's name made of letters, digits and `_`.
 *
 * @param name what the package calls the parameter, any text
 * @param taken names that must not be used; the new one is added
 * @param known names that the notebook gives to its parameters itself
 */
export function identifierFor(
  language: Language,
  name: string,
  taken: Set<string>,
  known: ReadonlySet<string> = new Set()
): string {
  const started = startedByLetter(language, name);
  const usable =
    isSpecial(language, started) && !known.has(started)
      ? `${started}_`
      : started;
  let candidate = usable;
  let number = 2;
  while (taken.has(candidate)) {
    candidate = `${usable}_${number}`;
    // A package may have thousands of names that come down to one: beyond a few
    // the next number is that of all names, which is hardly ever in use.
    number = number < 100 ? number + 1 : Math.max(number + 1, taken.size);
  }
  taken.add(candidate);
  return candidate;
}

function startedByLetter(language: Language, name: string): string {
  const start = language === 'r' ? /^[A-Za-z]/ : /^_?[A-Za-z]/;
  if (start.test(name) && /^\w{1,60}$/.test(name)) {
    return name;
  }
  const plain = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .slice(0, 60)
    .replace(/^_+|_+$/g, '');
  return /^[A-Za-z]/.test(plain) ? plain : `p_${plain}`;
}

/** Whether a variable of this name would mean something to the language. */
function isSpecial(language: Language, name: string): boolean {
  if (reserved[language].has(name)) {
    return true;
  }
  // The shell acts on variables such as PROMPT_COMMAND, and hands those that
  // are exported to every program it starts: all of them are in capitals.
  return language === 'bash' && !/[a-z]/.test(name);
}
