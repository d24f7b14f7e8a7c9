/**
 * What an RO-Crate says about the publication that it would become
 * (RO-Crate 1.1 and 1.2, section "Root Data Entity").
 */
import type { ResourceType } from 'sciencemesh-contract';
import {
  follow,
  isCrateProblem,
  readCrate,
  type Crate,
  type Entity
} from '../../packages/crate/crate.ts';
import { hasType, idOf, listOf, textOf } from '../../packages/crate/json-ld.ts';
import { oneLine } from '../../packages/crate/shown.ts';
import { doiOf } from './identifiers.ts';
import { Gathering, unreadable, type MetadataReading } from './reading.ts';
import {
  identifiersOf,
  readCreators,
  readFunding,
  readWork
} from './schema-org.ts';

export function readCrateMetadata(document: unknown): MetadataReading {
  const crate = readCrate(document);
  if (isCrateProblem(crate)) {
    return unreadable(crate.message);
  }
  const to = new Gathering();
  const { root } = crate;
  const [main = null] = listOf(root.mainEntity).flatMap(value =>
    follow(crate, value)
  );
  readWork(to, crate, root);
  if (root.license === undefined && main !== null) {
    readLicence(to, crate, main);
  }
  const rootNamesNobody = listOf(root.author ?? root.creator).length === 0;
  readCreators(to, crate, main !== null && rootNamesNobody ? main : root);
  readPublisher(to, crate);
  readContact(to, crate);
  readFunding(to, crate, [root, ...projectsOf(crate)]);
  to.metadata.resourceType = resourceTypeOf(crate, main);
  readRelated(to, crate, main);
  return to.result();
}

function readLicence(to: Gathering, crate: Crate, main: Entity): void {
  readWork(to, crate, { '@id': '', license: main.license });
}

function readPublisher(to: Gathering, crate: Crate): void {
  const [value] = listOf(crate.root.publisher);
  const [entity] = follow(crate, value);
  const name = textOf(entity?.name) ?? textOf(value);
  if (name !== null && !/^(?:#|https?:)/.test(name)) {
    to.metadata.publisher = oneLine(name);
  }
}

/** Only who is named as a contact: an author's address stays at home. */
function readContact(to: Gathering, crate: Crate): void {
  for (const point of follow(crate, crate.root.contactPoint)) {
    const email = (textOf(point.email) ?? '').replace(/^mailto:/i, '');
    const name = textOf(point.name);
    if (/^[^\s@]+@[^\s@]+$/.test(email) && name !== null) {
      to.metadata.contact ??= { name: oneLine(name), email };
    }
  }
}

/** Projects that take part: their funders are the work's. */
function projectsOf(crate: Crate): Entity[] {
  return follow(crate, crate.root.funder).filter(entity =>
    hasType(entity, 'Project', 'ResearchProject')
  );
}

function resourceTypeOf(crate: Crate, main: Entity | null): ResourceType {
  if (main === null) {
    const parts = follow(crate, crate.root.hasPart);
    return parts.some(isNotebook) ? 'notebook' : 'dataset';
  }
  if (isNotebook(main)) {
    return 'notebook';
  }
  if (hasType(main, 'ComputationalWorkflow', 'Workflow')) {
    return 'workflow';
  }
  if (hasType(main, 'SoftwareSourceCode', 'SoftwareApplication')) {
    return 'software';
  }
  if (hasType(main, 'ScholarlyArticle', 'Report')) {
    return 'report';
  }
  return hasType(main, 'ImageObject') ? 'figure' : 'dataset';
}

function isNotebook(entity: Entity): boolean {
  return (
    /\.ipynb(?:[?#]|$)/i.test(entity['@id']) ||
    /\.ipynb$/i.test(textOf(entity.name) ?? '') ||
    listOf(entity.encodingFormat).includes('application/x-ipynb+json')
  );
}

function readRelated(to: Gathering, crate: Crate, main: Entity | null): void {
  const { root } = crate;
  for (const text of [...identifiersOf(crate, root), textOf(root['cite-as'])]) {
    if (doiOf(text ?? '') !== null) {
      to.related('IsNewVersionOf', text);
    }
  }
  const made = new Set(actionsOf(crate).flatMap(({ result }) => idsOf(result)));
  const inputs = [
    ...idsOf(root.isBasedOn),
    ...idsOf(main?.isBasedOn),
    ...idsOf(root.mainEntity),
    ...actionsOf(crate).flatMap(({ object }) => idsOf(object)),
    ...idsOf(root.hasPart)
  ];
  for (const id of inputs) {
    if (!made.has(id)) {
      to.related('IsDerivedFrom', id);
    }
  }
  for (const value of listOf(root.citation)) {
    const [entity] = follow(crate, value);
    const name = textOf(entity?.name);
    const more = name === null ? {} : { citation: oneLine(name) };
    to.related('IsDescribedBy', idOf(value) ?? textOf(value), more);
  }
  for (const work of [root, main]) {
    for (const id of idsOf(work?.codeRepository)) {
      to.related('IsSupplementTo', id);
    }
  }
}

function idsOf(value: unknown): string[] {
  return listOf(value).flatMap(item => idOf(item) ?? []);
}

/** Runs, wherever they stand: `mentions` is where they should be listed. */
function actionsOf(crate: Crate): Entity[] {
  return [...crate.entities.values()].filter(entity =>
    hasType(entity, 'CreateAction')
  );
}
