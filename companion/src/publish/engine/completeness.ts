/**
 * From metadata that are being written to those that a repository gets.
 */
import type {
  DraftMetadata,
  PublicationFinding,
  PublicationMetadata
} from 'sciencemesh-contract';
import { finding } from '../findings.ts';
import type { FieldError } from '../repository.ts';

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

/** What is wrong whatever the repository is. */
export async function faultFindings(
  metadata: DraftMetadata
): Promise<PublicationFinding[]> {
  // It knows the whole schema, and is rarely needed.
  const { metadataFaults } = await import('../metadata/faults.ts');
  return metadataFaults(metadata, new Date()).map(fieldFinding);
}

/** Names the field by a JSON pointer, so that the form can go there. */
export function fieldFinding({
  field,
  message
}: FieldError): PublicationFinding {
  return finding('field', 'error', message, { field });
}
