import type { NewPublication } from 'sciencemesh-contract';

/**
 * What a page is opened for: a publication that is there, or one that begins;
 * its key makes sure that it begins once, however often the page is loaded.
 */
export type WizardStart =
  | {
      readonly publicationId: string;

      /**
       * By which it has begun on this page.
       */
      readonly key?: string;
    }
  | NewPublication;

/**
 * What the page is called in the layout. The name stays when the publication
 * has begun: layouts are not kept again for a new name.
 */
export function layoutName(start: WizardStart): string {
  return 'publicationId' in start
    ? (start.key ?? start.publicationId)
    : start.key;
}

/**
 * Arguments of the command that opens the page again after a reload.
 */
export function argumentsFor(start: WizardStart): IStartArguments {
  return 'publicationId' in start
    ? {
        publication: start.publicationId,
        ...(start.key === undefined ? {} : { key: start.key })
      }
    : { key: start.key, subject: JSON.stringify(start.subject) };
}

/**
 * The page that such arguments ask for; null where they ask for none.
 */
export function startOf(args: IStartArguments): WizardStart | null {
  const { key, publication, subject } = args;
  if (publication !== undefined) {
    return {
      publicationId: publication,
      ...(key === undefined ? {} : { key })
    };
  }
  if (key === undefined || subject === undefined) {
    return null;
  }
  return { key, subject: JSON.parse(subject) as NewPublication['subject'] };
}

/**
 * Texts alone, as layouts keep them.
 */
export type IStartArguments = {
  readonly key?: string;
  readonly publication?: string;
  readonly subject?: string;
};
