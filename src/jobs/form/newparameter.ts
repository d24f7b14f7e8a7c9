import type { TranslationBundle } from '@jupyterlab/translation';
import type {
  JobParameter,
  JobParameterType,
  JobSource
} from 'sciencemesh-contract';
import { typeWord } from './parameters';
import { readValue } from './values';

/**
 * A parameter as a person writes it.
 */
export interface INewParameter {
  readonly name: string;
  readonly type: JobParameterType;
  readonly text: string;
}

/**
 * A parameter that was written, or what is wrong with it.
 */
export type WrittenParameter =
  | { readonly ok: true; readonly parameter: JobParameter }
  | {
      readonly ok: false;
      readonly about: 'name' | 'value';
      readonly message: string;
    };

/** As long as the contract takes. */
const LONGEST_NAME = 256;

/** What Python, R and Julia all take for a variable. */
const VARIABLE = /^_*[A-Za-z]\w*$/;

/** What programs and engines of workflows take for a key. */
const KEY = /^[A-Za-z_][\w.-]*$/;

/**
 * Read a parameter that a person has written.
 *
 * @param taken - names that are there already
 */
export function readParameter(
  { name: written, text, type }: INewParameter,
  kind: JobSource['kind'],
  taken: readonly string[],
  trans: TranslationBundle
): WrittenParameter {
  const name = written.trim();
  const wrong = (message: string): WrittenParameter => ({
    ok: false,
    about: 'name',
    message
  });
  if (name === '') {
    return wrong(trans.__('Write a name.'));
  }
  if (kind === 'notebook' && !VARIABLE.test(name)) {
    return wrong(
      trans.__(
        'This cannot be the name of a variable. Use letters without accents, digits and _, beginning with a letter.'
      )
    );
  }
  if (!KEY.test(name)) {
    return wrong(
      trans.__('Use letters without accents, digits, “_”, “.” and “-”.')
    );
  }
  if (name.length > LONGEST_NAME) {
    return wrong(trans.__('Write at most %1 characters.', LONGEST_NAME));
  }
  if (taken.includes(name)) {
    return wrong(trans.__('“%1” is there already. Change its value.', name));
  }
  const value = readValue(type, text);
  return value === undefined
    ? {
        ok: false,
        about: 'value',
        message: trans.__(
          'This is no value of the type “%1”. Correct it.',
          typeWord(type, trans)
        )
      }
    : { ok: true, parameter: { name, type, value } };
}
