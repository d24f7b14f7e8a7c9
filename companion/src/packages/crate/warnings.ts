/**
 * What was odd about a package, in sentences for the person who opens it.
 *
 * The order of the table is the order in which warnings are listed: first what
 * keeps a package from being what its sender meant, last what is merely untidy.
 */
import type { PackageNotice } from 'sciencemesh-contract';
import { oneLine } from './shown.ts';

type Sentence = (subject: string, detail: string) => string;

const SENTENCES = {
  'main-missing': () =>
    'The package names no notebook, script or workflow to run, so it opens as data to look at.',
  'main-among-files': subject =>
    `The package does not say what to run. ${subject} looks like it; it lies among the files.`,
  'main-dangling': subject =>
    `The package says that ${subject} is to be run, but does not contain or describe it, so it opens as data to look at.`,
  'main-placeholder': subject =>
    `${subject} stands in for a tool and is none, so the package opens as data to look at.`,
  'main-is-data': subject =>
    `The main part of the package, ${subject}, is data and nothing to run.`,
  'main-not-here': subject =>
    `${subject} did not come with the package and has no address. Ask the sender for the whole package (the zip).`,
  'main-repeated': subject =>
    `${subject} is listed again among the data. It is fetched once, as what is to be run.`,
  'file-missing': (subject, detail) =>
    `${subject} did not come with the package and has no address. Ask the sender for it, or put it into the working copy as ${detail}.`,
  'file-elsewhere': (subject, detail) =>
    `${subject} cannot be fetched from here. Copy it from ${detail} yourself and put it into the working copy.`,
  'folder-missing': subject =>
    `The folder ${subject} did not come with the package. Ask the sender for the whole package (the zip) if you need it.`,
  'file-page': (subject, detail) =>
    `${subject} has the address of a page about it, ${detail}. "Check sources" finds out which files lie behind it.`,
  'address-private': (subject, detail) =>
    `${subject} has an address in a private network (${detail}). It is fetched only if the operator allows that host.`,
  'plain-http': (subject, detail) =>
    `${subject} comes over plain http from ${detail}, so anyone on the way could change it. It is fetched only if the operator allows that host.`,
  'credentials-removed': subject =>
    `The address of ${subject} held a user name or password. It was removed, as a package never brings credentials.`,
  'unsafe-path': (subject, detail) =>
    `${subject} asks for a place outside the working copy or for an unreadable name. It goes to ${detail} instead.`,
  renamed: (subject, detail) =>
    `${subject} is called ${detail} in the working copy, as its own name is taken, too long, or hidden or unusable in JupyterLab.`,
  'checksum-malformed': (subject, detail) =>
    `The checksum of ${subject} (${detail}) is of no known kind, so the file cannot be verified.`,
  'checksum-mislabelled': (subject, detail) =>
    `The checksum of ${subject} is given as SHA-256 but is ${detail} by its length. It is used as ${detail}.`,
  'size-malformed': (subject, detail) =>
    `The size of ${subject} is given as "${detail}", which is not a number of bytes. It counts as unknown.`,
  'onedata-malformed': subject =>
    `The Onedata address of ${subject} is incomplete or malformed and was ignored.`,
  'parameter-value': (subject, detail) =>
    `The value of the parameter ${subject} is not of its type (${detail}). It is kept as text.`,
  'parameter-unfilled': subject =>
    `Parameters that are required have no value yet: ${subject}.`,
  'parameter-repeated': subject =>
    `The parameter ${subject} is described more than once, and differently. The first description counts.`,
  'licence-missing': () =>
    'The package does not say under which licence it may be used. Ask the authors before you publish anything made from it.',
  'licence-doubtful': subject =>
    `The licence ${subject} was filled in by the program that made the package, not chosen by the authors. Ask them if it matters.`,
  'too-deep': () =>
    'Parts of the description are nested too deeply and were left out.',
  'too-many': (_, detail) =>
    `The package describes more than ${detail} things. The rest was left out.`,
  'descriptor-missing': () =>
    'The description does not say about itself that it is an RO-Crate. It was read as one all the same.',
  'root-missing': () =>
    'The description of the package as a whole is missing. What to show was gathered from its parts.',
  'newer-version': (_, detail) =>
    `The package follows a version of its format that this program does not know (${detail}). Some of it may be read wrongly.`,
  'context-missing': () =>
    'The package does not say which vocabulary it uses. It was read as an RO-Crate.',
  'has-part-missing': () =>
    'The package does not list its parts. All files that it describes are shown.',
  'not-listed': subject =>
    `${subject} is described but not listed as a part of the package. It is shown all the same.`,
  'part-not-data': subject =>
    `${subject} is listed as a part of the package but is neither a file nor a folder.`,
  'dangling-reference': subject =>
    `The package refers to ${subject}, which it does not describe.`,
  'duplicate-id': subject =>
    `${subject} is described more than once. The descriptions were merged; where they differ, the first counts.`,
  'entity-without-id': (_, detail) =>
    `Something in the package has no identifier (${detail}), so nothing can refer to it.`,
  'not-an-entity': () =>
    'The description contains entries that are no objects. They were left out.',
  'language-unclear': subject =>
    `The package does not say clearly in which language ${subject} is written. It was told from the file itself.`,
  'loose-reference': subject =>
    `The package writes "${subject}" as plain text where a reference belongs. It was read as a reference.`,
  'several-values': (subject, detail) =>
    `${subject} has several values for "${detail}". The first counts.`,
  'empty-value': subject => `The package leaves "${subject}" empty (null).`,
  'id-not-encoded': subject =>
    `The identifier ${subject} contains spaces. It was read as it is.`,
  placeholder: (subject, detail) =>
    `The ${detail} of the package is a placeholder ("${subject}") and is not shown.`,
  'personal-data': () =>
    'The package names its sender or recipient. They are not shown as authors and are left out of the crate in the working copy.'
} satisfies Record<string, Sentence>;

export type WarningCode = keyof typeof SENTENCES;

/** What holds for packages as they should be. */
const NOTES: ReadonlySet<WarningCode> = new Set(['personal-data']);

const RANK = new Map(
  Object.keys(SENTENCES).map((code, index) => [code, index])
);

/** Of one kind; a thousand sentences that say the same help nobody. */
const SHOWN_PER_CODE = 10;

/** Collects warnings: none twice, ordered, and never more than can be read. */
export class WarningList {
  readonly #byCode = new Map<WarningCode, PackageNotice[]>();
  readonly #seen = new Set<string>();
  readonly #left = new Map<WarningCode, number>();

  /**
   * @param entity `@id` that it is about, or null
   * @param subject what the sentence is about; default: the entity
   * @param detail what else the sentence names
   */
  add(
    code: WarningCode,
    entity: string | null,
    subject = entity ?? '',
    detail = ''
  ): void {
    const key = `${code}\n${entity ?? ''}\n${entity === null ? subject : ''}`;
    if (this.#seen.has(key)) {
      return;
    }
    this.#seen.add(key);
    const list = this.#byCode.get(code) ?? [];
    this.#byCode.set(code, list);
    if (list.length >= SHOWN_PER_CODE) {
      this.#left.set(code, (this.#left.get(code) ?? 0) + 1);
      return;
    }
    const sentence: Sentence = SENTENCES[code];
    list.push({
      code,
      level: levelOf(code),
      entity: entity === null ? null : oneLine(entity, 500),
      message: sentence(oneLine(subject, 120), oneLine(detail, 200))
    });
  }

  list(): PackageNotice[] {
    return [...this.#byCode]
      .sort(([a], [b]) => (RANK.get(a) ?? 0) - (RANK.get(b) ?? 0))
      .flatMap(([code, list]) => {
        const left = this.#left.get(code) ?? 0;
        const more: PackageNotice = {
          code,
          level: levelOf(code),
          entity: null,
          message: `The same holds for ${left} more.`
        };
        return left === 0 ? list : [...list, more];
      });
  }
}

function levelOf(code: WarningCode): PackageNotice['level'] {
  return NOTES.has(code) ? 'note' : 'warning';
}
