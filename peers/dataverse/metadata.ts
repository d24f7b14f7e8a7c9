import { buffer } from 'node:stream/consumers';

import { error, ok, Refused, said } from './answers.ts';
import type { Answer } from './answers.ts';
import { Dataset } from './dataset.ts';
import type { Version } from './dataset.ts';
import { checkEditLocks, mayEdit, versionOf } from './datasets.ts';
import { dryRun } from './dry-run.ts';
import {
  isObject,
  parseBlocks,
  parseFields,
  Unparsable,
  violationsOf
} from './fields.ts';
import type { Field } from './fields.ts';
import type { Call, Installation } from './installation.ts';
import { licenceOf } from './licences.ts';
import { notPermitted } from './people.ts';
import { describeVersion } from './printing.ts';

/** The body as text. */
export async function textOf({ request }: Call): Promise<string> {
  return (await buffer(request)).toString('utf8');
}

function parse<Result>(prefix: string, read: () => Result): Result {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof Unparsable || fault instanceof SyntaxError) {
      throw new Refused(400, `${prefix}${fault.message}`);
    }
    throw fault;
  }
}

type Content = Pick<Version, 'fields' | 'terms'>;

function contentOf(json: unknown): Content {
  const version = isObject(json) ? json : {};
  const fields = parseBlocks(version.metadataBlocks);
  const { termsOfUse } = version;
  return {
    fields,
    terms: {
      licence: licenceOf(version.license),
      termsOfUse: typeof termsOfUse === 'string' ? termsOfUse : null
    }
  };
}

function checkCollection({ settings }: Installation, alias: string): void {
  if (!(alias in settings.collections)) {
    throw new Refused(404, `Can't find dataverse with identifier='${alias}'`);
  }
}

/** `POST /api/dataverses/{alias}/datasets`. */
export async function createDataset(
  installation: Installation,
  call: Call
): Promise<Answer> {
  const [alias = ''] = call.path;
  const body = await textOf(call);
  checkCollection(installation, alias);
  const content = parse('Error parsing Json: ', () => {
    const json: unknown = JSON.parse(body);
    const type = isObject(json) ? (json.datasetType ?? 'dataset') : 'dataset';
    if (type !== 'dataset') {
      throw new Unparsable(`Invalid dataset type: ${JSON.stringify(type)}`);
    }
    return contentOf(isObject(json) ? json.datasetVersion : undefined);
  });
  if (!call.person) {
    throw notPermitted(null);
  }
  if (call.person.role === 'reader') {
    throw notPermitted(call.person);
  }
  checkFields(content.fields);
  const dataset = new Dataset(
    call.person,
    alias,
    content,
    installation.settings.indexRefusals
  );
  installation.datasets.add(dataset);
  return {
    ...ok({ id: dataset.id, persistentId: dataset.doi }),
    status: 201,
    headers: { location: `/datasets/${dataset.id}` }
  };
}

function checkFields(fields: readonly Field[]): void {
  const violations = violationsOf(fields);
  if (violations !== null) {
    throw new Refused(403, violations);
  }
}

/** `POST /api/dataverses/{alias}/validateDatasetJson`. */
export async function validateDataset(
  installation: Installation,
  call: Call
): Promise<Answer> {
  const [alias = ''] = call.path;
  const body = await textOf(call);
  checkCollection(installation, alias);
  if (!call.person) {
    throw notPermitted(null);
  }
  return said(dryRun(body));
}

/** `GET /api/datasets/{id}/versions/{version}`. */
export async function readVersion(
  { datasets }: Installation,
  { path: [id = '', selector = ''], query, person }: Call
): Promise<Answer> {
  const dataset = datasets.find(id, query);
  await dataset.look();
  const withdrawn = query.get('includeDeaccessioned') === 'true';
  const version = versionOf(dataset, selector, person, withdrawn);
  const withFiles = query.get('excludeFiles') !== 'true';
  return ok(describeVersion(dataset, version, withFiles));
}

/** `PUT /api/datasets/{id}/versions/:draft`: the draft, made where needed. */
export async function writeDraft(
  { datasets }: Installation,
  call: Call
): Promise<Answer> {
  const { person, query } = call;
  const [id = '', selector] = call.path;
  const body = await textOf(call);
  if (selector !== ':draft') {
    return error(400, 'Only the :draft version can be updated');
  }
  const dataset = datasets.find(id, query);
  const content = parse('Error parsing dataset version: ', () =>
    contentOf(JSON.parse(body))
  );
  if (!mayEdit(dataset, person)) {
    throw notPermitted(person);
  }
  checkEditLocks(dataset, person, true);
  checkFields(content.fields);
  Object.assign(dataset.draft(), content);
  return ok(describeVersion(dataset, dataset.latest));
}

/** `PUT /api/datasets/{id}/editMetadata`: some fields, added or replaced. */
export async function editMetadata(
  { datasets }: Installation,
  call: Call
): Promise<Answer> {
  const { person, query } = call;
  const [id = ''] = call.path;
  const body = await textOf(call);
  const dataset = datasets.find(id, query);
  const edited = parse('Error parsing dataset update: ', () => {
    const json: unknown = JSON.parse(body);
    const list = isObject(json) ? json.fields : undefined;
    return parseFields(Array.isArray(list) ? list : [json], false);
  });
  if (!mayEdit(dataset, person)) {
    throw notPermitted(person);
  }
  checkEditLocks(dataset, person, true);
  const replace = query.get('replace') === 'true';
  const fields = merged(dataset.latest.fields, edited, replace);
  checkFields(fields);
  dataset.draft().fields = fields;
  return ok(describeVersion(dataset, dataset.latest));
}

function merged(
  fields: readonly Field[],
  edited: readonly Field[],
  replace: boolean
): Field[] {
  const untouched = fields.filter(
    ({ typeName }) => !edited.some(each => each.typeName === typeName)
  );
  return [
    ...untouched,
    ...edited.map(field => {
      const before = fields.find(({ typeName }) => typeName === field.typeName);
      return !replace && before && field.multiple
        ? { ...field, value: [before.value, field.value].flat() }
        : field;
    })
  ];
}

/** `DELETE /api/datasets/{id}/versions/:draft`, or the dataset that is one. */
export async function deleteDraft(
  { datasets, storage }: Installation,
  { path: [id = '', selector = ':draft'], query, person }: Call
): Promise<Answer> {
  if (selector !== ':draft') {
    return error(400, 'Only the :draft version can be deleted');
  }
  const dataset = datasets.find(id, query);
  const { latest } = dataset;
  if (latest.state !== 'DRAFT') {
    throw new Refused(401, 'This is NOT a DRAFT version');
  }
  if (!mayEdit(dataset, person)) {
    throw notPermitted(person);
  }
  checkEditLocks(dataset, person);
  for (const { file } of latest.files.filter(each => !each.file.released)) {
    await storage.remove(file.object);
  }
  if (dataset.versions.length === 1) {
    datasets.remove(dataset);
  } else {
    dataset.versions.pop();
    dataset.revision += 1;
  }
  return said(`Draft version of dataset ${dataset.id} deleted`);
}
