import type { NewPublication } from 'sciencemesh-contract';

/**
 * What a page is opened for: a publication that is there, or one that begins;
 * its key makes sure that it begins once, however often the page is loaded.
 */
export type WizardStart = { readonly publicationId: string } | NewPublication;

/**
 * Arguments of the command that opens the page again after a reload.
 */
export function argumentsFor(start: WizardStart): IStartArguments {
  return 'publicationId' in start
    ? { publication: start.publicationId }
    : { key: start.key, subject: JSON.stringify(start.subject) };
}

/**
 * The page that such arguments ask for; null where they ask for none.
 */
export function startOf(args: IStartArguments): WizardStart | null {
  const { key, publication, subject } = args;
  if (publication !== undefined) {
    return { publicationId: publication };
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
