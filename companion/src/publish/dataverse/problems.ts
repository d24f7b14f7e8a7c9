/**
 * What Dataverse says of its fields, said of ours.
 *
 * It speaks in sentences: `Author Name is required.`, many of them joined to
 * one, or `... key:author typeName:authorName ...` in its dry run.
 *
 * Sources: IQSS/dataverse `AbstractDatasetCommand.java`,
 * `DatasetFieldValueValidator.java`, `JSONDataValidation.java`.
 */
import type { FieldError } from '../repository.ts';

/** Name in JSON, beginning of the name for people, pointer. */
const fields: readonly (readonly [string, string, string])[] = [
  ['title', 'Title', '/title'],
  ['alternativeTitle', 'Alternative Title', '/otherTitles'],
  ['author', 'Author', '/creators'],
  ['datasetContact', 'Point of Contact', '/contact'],
  ['datasetContactName', 'Point of Contact Name', '/contact/name'],
  ['datasetContactEmail', 'Point of Contact E-mail', '/contact/email'],
  ['dsDescription', 'Description', '/description'],
  ['subject', 'Subject', '/subjects'],
  ['keyword', 'Keyword', '/keywords'],
  ['publication', 'Related Publication', '/related'],
  ['dataSources', 'Data Source', '/related'],
  ['otherReferences', 'Other Reference', '/related'],
  ['language', 'Language', '/language'],
  ['contributor', 'Contributor', '/contributors'],
  ['grantNumber', 'Funding Information', '/funding'],
  ['distributor', 'Distributor', '/publisher'],
  ['distributionDate', 'Distribution Date', '/publicationDate'],
  ['productionDate', 'Production Date', '/dates'],
  ['dateOfCollection', 'Date of Collection', '/dates'],
  ['timePeriodCovered', 'Time Period', '/dates'],
  ['kindOfData', 'Data Type', '/resourceType']
];

/** Of all fields whose name it begins with, the longest; else all of them. */
function pointerOf(name: string, column: 0 | 1): string {
  const fitting = fields
    .filter(field => name.startsWith(field[column]))
    .toSorted((one, other) => other[column].length - one[column].length);
  return fitting[0]?.[2] ?? '';
}

const VALIDATION_FAILED = 'Validation Failed: ';

/** @param words of an answer to a change of the metadata */
export function violations(words: string): FieldError[] {
  const sentences = words.startsWith(VALIDATION_FAILED)
    ? words
        .slice(VALIDATION_FAILED.length)
        .split(/\s*\(Invalid value:[^)]*\)[,.]?\s*/u)
        .filter(sentence => sentence !== '')
    : [];
  if (sentences.length > 0) {
    return sentences.map(sentence => ({
      field: pointerOf(sentence, 1),
      message: `The repository says: ${sentence.replaceAll(/\s+/gu, ' ')}`
    }));
  }
  const licence = /licen[cs]e/iu.test(words);
  const named =
    /typeName:(\w+)/u.exec(words) ??
    /\bkey:(\w+)/u.exec(words) ??
    /\b(?:for field|in type|child of) '?(\w+)/u.exec(words);
  const field = licence ? '/licences' : pointerOf(named?.[1] ?? '', 0);
  return field === ''
    ? []
    : [{ field, message: `The repository says: ${words}` }];
}

const VALID = 'The Dataset JSON provided is valid';

/** @param message of the dry run, which answers 200 whatever it finds */
export function dryRunErrors(message: string): FieldError[] {
  if (message.startsWith(VALID)) {
    return [];
  }
  const found = violations(message);
  return found.length > 0
    ? found
    : [{ field: '', message: `The repository says: ${message}` }];
}
