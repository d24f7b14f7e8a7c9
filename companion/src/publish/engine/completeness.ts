/**
 * From metadata that are being written to those that a repository gets.
 */
import type {
  DraftMetadata,
  PublicationFinding,
  PublicationMetadata
} from 'sciencemesh-contract';
import { finding } from '../findings.ts';

const REQUIRED = {
  title: 'There is no title. Write down what this is about, in a line.',
  resourceType: 'It is not said what kind of thing this is. Choose one.',
  publicationDate: 'There is no date of publication. Today is a good choice.',
  creators: 'Nobody is named who made this. Name a person or an organisation.',
  access: 'It is not said who may read the files. Choose public or restricted.'
} as const;

/** Null while something is missing that every repository wants. */
export function complete(metadata: DraftMetadata): PublicationMetadata | null {
  const { title, resourceType, publicationDate, creators, access } = metadata;
  return title === undefined ||
    resourceType === undefined ||
    publicationDate === undefined ||
    creators === undefined ||
    creators.length === 0 ||
    access === undefined
    ? null
    : {
        ...metadata,
        title,
        resourceType,
        publicationDate,
        creators,
        access
      };
}

export function missingFindings(metadata: DraftMetadata): PublicationFinding[] {
  const fields = Object.keys(REQUIRED) as (keyof typeof REQUIRED)[];
  return fields
    .filter(field => {
      const value = metadata[field];
      return value === undefined || (Array.isArray(value) && !value.length);
    })
    .map(field => fieldFinding(`/${field}`, REQUIRED[field]));
}

/** @param field JSON pointer into the metadata, so that the form can go there */
export function fieldFinding(
  field: string,
  message: string
): PublicationFinding {
  return finding('field', 'error', message, { field });
}
