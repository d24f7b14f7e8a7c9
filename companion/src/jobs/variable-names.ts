/**
 * Names that parameters can have in the language of a notebook; the worker
 * refuses others when the job has waited and starts.
 */

/** Languages in which the worker writes values, with their own words. */
const WORDS: Readonly<Record<string, ReadonlySet<string>>> = {
  python: words(
    'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'
  ),
  r: words(
    'if else repeat while function for next break TRUE FALSE NULL Inf NaN NA NA_integer_ NA_real_ NA_complex_ NA_character_ in'
  ),
  julia: words(
    'baremodule begin break catch const continue do else elseif end export false finally for function global if import let local macro module quote return struct true try using while'
  )
};

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

/** Whether values can be written in a language; yes for one nobody knows. */
export function isWritable(language: string | null): boolean {
  return language === null || language.toLowerCase() in WORDS;
}

/** Whether a parameter can have this name. */
export function isVariable(name: string, language: string | null): boolean {
  const known = language?.toLowerCase() ?? null;
  return (
    /^_*[A-Za-z]\w*$/.test(name) &&
    !(known === 'r' && name.startsWith('_')) &&
    !(known !== null && WORDS[known]?.has(name) === true)
  );
}
