/**
 * Versions of a dataset as Dataverse tells them, and as it takes them back.
 */
import { createHash } from 'node:crypto';
import { at, listOf, objectOf, textOf, type Json } from '../http/answers.ts';
import { pointerTo } from '../mapping/pointers.ts';
import type { DraftState, FieldError } from '../repository.ts';
import { doiOf, persistentId } from './addresses.ts';
import { MANAGED_FIELDS } from './body.ts';

/** Which may be looked at by whoever made it; addresses of people come along. */
export const LATEST =
  '&includeDeaccessioned=true&ignoreSettingExcludeEmailFromExport=true';

/** Terms beside the licence, which are not ours to change. */
const OTHER_TERMS = [
  'confidentialityDeclaration',
  'specialPermissions',
  'restrictions',
  'citationRequirements',
  'depositorRequirements',
  'conditions',
  'disclaimer',
  'termsOfAccess',
  'dataAccessPlace',
  'originalArchive',
  'availabilityStatus',
  'contactForAccess',
  'sizeOfCollection',
  'studyCompletion',
  'fileAccessRequest'
];

export function isPublished(version: unknown): boolean {
  return at(version, 'versionState') === 'RELEASED';
}

export function isWithdrawn(version: unknown): boolean {
  return at(version, 'versionState') === 'DEACCESSIONED';
}

/**
 * @param version `data` of an answer
 * @param locks why it is locked
 * @param page makes addresses for people
 */
export function draftOf(
  version: unknown,
  id: string,
  locks: readonly string[],
  page: (path: string) => string
): DraftState {
  const name = textOf(at(version, 'datasetPersistentId')) ?? persistentId(id);
  const published = isPublished(version);
  const address = `dataset.xhtml?persistentId=${encodeURIComponent(name)}`;
  return {
    id: name,
    doi: doiOf(name),
    conceptDoi: doiOf(name),
    url: page(published ? address : `${address}&version=DRAFT`),
    state: published
      ? 'published'
      : locks.includes('InReview')
        ? 'review'
        : 'draft',
    revision: revisionOf(version),
    title: titleOf(version),
    createdAt: textOf(at(version, 'createTime')),
    errors: []
  };
}

/** Before it could be looked at. */
export function newDraft(
  id: string,
  body: unknown,
  page: (path: string) => string
): DraftState {
  const version = objectOf(at(body, 'datasetVersion'));
  return { ...draftOf(version, id, [], page), revision: null, createdAt: null };
}

/**
 * Of the metadata alone: the time of the last change changes with each file,
 * and is told in whole seconds.
 */
function revisionOf(version: unknown): string {
  const { metadataBlocks, license, termsOfUse } = objectOf(version);
  const fields = Object.values(objectOf(metadataBlocks)).map(
    block => objectOf(block).fields
  );
  return createHash('sha256')
    .update(JSON.stringify([fields, at(license, 'uri'), termsOfUse]))
    .digest('hex');
}

function titleOf(version: unknown): string | null {
  return textOf(at(fieldsOf(version).find(isNamed('title')), 'value'));
}

function fieldsOf(version: unknown): readonly unknown[] {
  return listOf(at(version, 'metadataBlocks', 'citation', 'fields'));
}

function isNamed(name: string): (field: unknown) => boolean {
  return field => at(field, 'typeName') === name;
}

/** A version without its files, to be sent as the draft of the next one. */
export function asNextDraft(version: unknown): Json {
  const { metadataBlocks, license, termsOfUse } = objectOf(version);
  return {
    ...otherTerms(version),
    ...(license === undefined
      ? {}
      : { license: { name: at(license, 'name'), uri: at(license, 'uri') } }),
    ...(termsOfUse === undefined ? {} : { termsOfUse }),
    metadataBlocks
  };
}

/**
 * Our metadata, and what the person has written at the repository beside
 * them: all that is not sent is lost there.
 */
export function merged(ours: Json, version: unknown): Json {
  const blocks = objectOf(ours.metadataBlocks);
  const citation = objectOf(blocks.citation);
  const theirs = fieldsOf(version).filter(
    field => !MANAGED_FIELDS.has(String(at(field, 'typeName')))
  );
  return {
    ...otherTerms(version),
    ...ours,
    metadataBlocks: {
      ...objectOf(at(version, 'metadataBlocks')),
      ...blocks,
      citation: {
        ...citation,
        fields: [...listOf(citation.fields), ...theirs]
      }
    }
  };
}

function otherTerms(version: unknown): Json {
  return Object.fromEntries(
    Object.entries(objectOf(version)).filter(([name]) =>
      OTHER_TERMS.includes(name)
    )
  );
}

/** Blocks that an installation does not have vanish without a word. */
export function vanished(sent: unknown, kept: unknown): FieldError[] {
  const names = Object.keys(objectOf(at(kept, 'metadataBlocks')));
  return Object.keys(objectOf(at(sent, 'metadataBlocks')))
    .filter(name => !names.includes(name))
    .map(name => ({
      field: pointerTo('own', name),
      message: `The repository has no metadata block "${name}" and leaves it out.`
    }));
}
