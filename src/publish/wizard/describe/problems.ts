import type { TranslationBundle } from '@jupyterlab/translation';
import type {
  Creator,
  DraftMetadata,
  Organisation,
  PublicationFinding
} from 'sciencemesh-contract';
import { isOrcid, isRor } from './identifiers';

/**
 * What is wrong with one place of the metadata.
 */
export interface IFieldProblem {
  /**
   * JSON pointer.
   */
  readonly field: string;
  readonly message: string;
  readonly severity: PublicationFinding['severity'];
}

/**
 * What is wrong with metadata whatever the repository: told while a person
 * types, without asking anybody.
 */
function problemsOf(
  metadata: DraftMetadata,
  trans: TranslationBundle
): IFieldProblem[] {
  const found: IFieldProblem[] = [];
  const wrong = (field: string, message: string): void => {
    found.push({ field, message, severity: 'error' });
  };
  const { creators = [], contributors = [], publicationDate, title } = metadata;
  if ((title ?? '').length < 3) {
    wrong('/title', trans.__('Write a title of at least three letters.'));
  }
  if (!DATE.test(publicationDate ?? '')) {
    wrong('/publicationDate', trans.__('Write a date such as 2026-11-22.'));
  }
  if (creators.length === 0) {
    wrong('/creators', trans.__('Name at least one person or organisation.'));
  }
  for (const [list, name] of [
    [creators, 'creators'],
    [contributors, 'contributors']
  ] as const) {
    list.forEach((one, place) => {
      lookAtAgent(one, `/${name}/${place}`, wrong, trans);
    });
  }
  metadata.funding?.forEach(({ funder }, place) => {
    const field = `/funding/${place}/funder`;
    if (!funder?.name) {
      wrong(field, trans.__('Name the funder.'));
    } else {
      lookAtRor(funder, field, wrong, trans);
    }
  });
  metadata.related?.forEach(({ identifier, scheme }, place) => {
    const field = `/related/${place}/identifier`;
    if (!identifier) {
      wrong(field, trans.__('Write its identifier.'));
    } else if (scheme === 'doi' && !/^10\.\d{4,9}\/\S+$/.test(identifier)) {
      wrong(field, trans.__('A DOI is written like 10.5281/zenodo.1234567.'));
    } else if (scheme === 'url' && !/^https?:\/\/\S+$/i.test(identifier)) {
      wrong(field, trans.__('An address begins with https://.'));
    }
  });
  metadata.dates?.forEach(({ date }, place) => {
    if (!DATE.test(date ?? '')) {
      wrong(
        `/dates/${place}/date`,
        trans.__('Write a date such as 2026-11-22, or 2025/2026.')
      );
    }
  });
  const { contact } = metadata;
  if (contact && (contact.name || contact.email)) {
    if (!contact.name) {
      wrong('/contact/name', trans.__('Name the person to write to.'));
    }
    if (!/^\S+@\S+$/.test(contact.email ?? '')) {
      wrong('/contact/email', trans.__('Write an address such as me@lab.org.'));
    }
  }
  return found;
}

/**
 * What is wrong with the metadata: what is seen here, and what the repository
 * says, where it says something else.
 */
export function allProblems(
  metadata: DraftMetadata,
  findings: readonly PublicationFinding[],
  trans: TranslationBundle
): IFieldProblem[] {
  const own = problemsOf(metadata, trans);
  const told = findings.flatMap(({ field, message, severity }) =>
    field === null ||
    own.some(one => one.severity === severity && one.field === field)
      ? []
      : [{ field, message, severity }]
  );
  return [...own, ...told];
}

/**
 * A year, a month, a day, or an interval of them.
 */
export const DATE = /^\d{4}(-\d\d(-\d\d)?)?(\/\d{4}(-\d\d(-\d\d)?)?)?$/;

type Wrong = (field: string, message: string) => void;

function lookAtAgent(
  agent: Creator,
  field: string,
  wrong: Wrong,
  trans: TranslationBundle
): void {
  if (agent.kind === 'organisation') {
    if (!agent.name) {
      wrong(`${field}/name`, trans.__('Name the organisation.'));
    }
    lookAtRor(agent, field, wrong, trans);
    return;
  }
  if (!agent.family) {
    wrong(`${field}/family`, trans.__('Write the family name.'));
  }
  if (agent.orcid !== undefined && !isOrcid(agent.orcid)) {
    wrong(
      `${field}/orcid`,
      trans.__(
        'This is no ORCID: it has 16 digits of which the last checks the others. Compare it with the person’s page.'
      )
    );
  }
  agent.affiliations?.forEach((one, place) => {
    lookAtRor(one, `${field}/affiliations/${place}`, wrong, trans);
  });
}

function lookAtRor(
  { ror }: Organisation,
  field: string,
  wrong: Wrong,
  trans: TranslationBundle
): void {
  if (ror !== undefined && !isRor(ror)) {
    wrong(
      `${field}/ror`,
      trans.__('This is no ROR. Look the organisation up at ror.org.')
    );
  }
}
