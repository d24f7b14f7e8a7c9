/**
 * Keeps out of a record what is nobody's business where it is shared: paths
 * and names of machines, addresses of people, secrets.
 */
import { withoutAddresses } from '../packages/attached/personal-data.ts';

const MOST_TEXT = 4000;

/** Names of values that are secret whatever they hold. */
const SECRET_NAME =
  /(?:^|[^a-z])(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|credentials?|bearer|api[-_ ]?key|access[-_ ]?key|private[-_ ]?key)(?:$|[^a-z])/i;

const CAMEL = /(?<=[a-z0-9])(?=[A-Z])/g;

/** `token=…`, `--password …` and the like in a sentence. */
const SECRET_IN_TEXT =
  /((?:pass(?:word|wd|phrase)|secret|token|api[-_]?key|access[-_]?key|bearer)["']?\s*[=:\s]\s*["']?)[^\s"'&,;]+/gi;

/** An absolute path of at least two parts, but not one of an address. */
const ABSOLUTE_PATH =
  /(?<![\w:/.~-])(?:\/[^\s/'"<>:,;()]+)+\/([^\s/'"<>:,;()]*)/g;

/** Software that is in the same place everywhere, so that its path is a name. */
const PUBLIC_PATH = /^\/cvmfs\//;

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name.replace(CAMEL, '_'));
}

/** Whether an address on the web holds neither a user nor a key. */
export function isPlainAddress(address: string): boolean {
  if (!URL.canParse(address)) {
    return false;
  }
  const { protocol, username, password, searchParams } = new URL(address);
  return (
    /^https?:$/.test(protocol) &&
    username === '' &&
    password === '' &&
    ![...searchParams.keys()].some(
      key => isSecretName(key) || /sig(?:nature)?$/i.test(key)
    )
  );
}

/** The path of a piece of software, where it says something elsewhere. */
export function softwarePath(path: string): string {
  return PUBLIC_PATH.test(path) ? path : (path.split('/').at(-1) ?? path);
}

export class Discretion {
  readonly #places: readonly (readonly [string, string])[];
  readonly #machines: readonly string[];
  /** Thousands of tasks have much in common. */
  readonly #told = new Map<string, string>();

  /**
   * @param places absolute paths with what stands for them
   * @param machines names of machines that are left out
   */
  constructor(
    places: readonly (readonly [string, string])[],
    machines: readonly string[]
  ) {
    // The longest first, as the others may be the beginning of it.
    this.#places = places
      .filter(([path]) => path.length > 1)
      .toSorted(([a], [b]) => b.length - a.length);
    this.#machines = [...new Set(machines)].filter(name => name.length > 2);
  }

  /** A value that a person gave: as it is, but for places of this machine. */
  value(text: string): string {
    let told = text.toWellFormed();
    for (const [path, name] of this.#places) {
      told = told.replaceAll(`${path}/`, name === '' ? '' : `${name}/`);
      if (told === path) {
        told = name === '' ? '.' : name;
      }
    }
    return told;
  }

  /** What a program or the site has said. */
  prose(text: string): string {
    const known = this.#told.get(text);
    if (known !== undefined) {
      return known;
    }
    const told = this.#prose(text);
    this.#told.set(text, told);
    return told;
  }

  /** An option of a command with its value, or one of several words. */
  command(words: readonly string[]): string {
    let isSecret = false;
    return words
      .map(word => {
        const hidden = isSecret;
        const [name = '', ...rest] = word.split('=');
        isSecret = /^-/.test(word) && rest.length === 0 && isSecretName(word);
        if (hidden) {
          return '…';
        }
        return rest.length > 0 && isSecretName(name)
          ? `${name}=…`
          : this.prose(word);
      })
      .map(word =>
        /^[\w./=@%+:,…{}-]+$/u.test(word) ? word : JSON.stringify(word)
      )
      .join(' ');
  }

  #prose(text: string): string {
    const cut = text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
    let told = this.value(cut)
      .replace(SECRET_IN_TEXT, '$1…')
      .replace(ABSOLUTE_PATH, (path: string, last: string) =>
        PUBLIC_PATH.test(path) ? path : last
      );
    for (const name of this.#machines) {
      told = told.replaceAll(name, 'the machine');
    }
    return withoutAddresses(told);
  }
}
