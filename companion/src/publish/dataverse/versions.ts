/**
 * Versions of a dataset as Dataverse tells them, and as it takes them back.
 */
import { createHash } from 'node:crypto';
import { at, listOf, objectOf, textOf, type Json } from '../http/answers.ts';
import { digests } from '../http/digests.ts';
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

/** As the page there calls licence and terms of use together. */
const TERMS = 'terms';

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
    says: saidBy(version),
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
  const draft = draftOf(version, id, [], page);
  return { ...draft, revision: null, createdAt: null, says: null };
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

/** Digests of the fields that `merged` writes over, and of the terms. */
function saidBy(version: unknown): Readonly<Record<string, string>> {
  const fields = fieldsOf(version)
    .map(field => [String(at(field, 'typeName')), at(field, 'value')] as const)
    .filter(([name]) => MANAGED_FIELDS.has(name));
  return digests({ ...Object.fromEntries(fields), [TERMS]: termsOf(version) });
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
  return {
    ...otherTerms(version),
    ...termsOf(version),
    metadataBlocks: at(version, 'metadataBlocks')
  };
}

function termsOf(version: unknown): Json {
  const { license, termsOfUse } = objectOf(version);
  return {
    ...(license === undefined
      ? {}
      : { license: { name: at(license, 'name'), uri: at(license, 'uri') } }),
    ...(termsOfUse === undefined ? {} : { termsOfUse })
  };
}

/**
 * Our metadata, and what the person has written at the repository beside
 * them: all that is not sent is lost there.
 *
 * @param left names of `saidBy` that stay as they are there
 */
export function merged(
  ours: Json,
  version: unknown,
  left: readonly string[]
): Json {
  const blocks = objectOf(ours.metadataBlocks);
  const citation = objectOf(blocks.citation);
  const isTheirs = (field: unknown) => {
    const name = String(at(field, 'typeName'));
    return !MANAGED_FIELDS.has(name) || left.includes(name);
  };
  return {
    ...otherTerms(version),
    ...ours,
    ...(left.includes(TERMS) ? termsOf(version) : {}),
    metadataBlocks: {
      ...objectOf(at(version, 'metadataBlocks')),
      ...blocks,
      citation: {
        ...citation,
        fields: [
          ...listOf(citation.fields).filter(field => !isTheirs(field)),
          ...fieldsOf(version).filter(isTheirs)
        ]
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
