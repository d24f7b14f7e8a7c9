/**
 * The parameters of what is to be run, with the values the package brings.
 */
import type {
  PackageParameter,
  ParameterType,
  ParameterValue
} from 'sciencemesh-contract';
import { isRecord } from '../../http/json.ts';
import { follow, type Crate, type Entity } from '../crate/crate.ts';
import {
  hasType,
  idOf,
  listOf,
  textOf,
  textsOrIdsOf
} from '../crate/json-ld.ts';
import { manyLines, oneLine } from '../crate/shown.ts';
import { slotsOf } from './launch-slots.ts';
import { readType, typedScalar } from './parameter-types.ts';

/** Paths of files in the working copy. */
export interface FilePaths {
  /** By id or address of the entity. */
  ofReference: (idOrAddress: string) => string | null;
  /** By the name of the file: early packages name files after their slots. */
  ofName: (name: string) => string | null;
}

const MAXIMUM_PARAMETERS = 2000;
const MAXIMUM_TEXT = 100_000;

/** The slot that addresses the share; a person must not be asked for it. */
const ADDRESSING = 'shared with';

/** Parameters of the main entity first, then those that nothing claims. */
export function parametersOf(
  crate: Crate,
  main: Entity | null,
  files: FilePaths
): PackageParameter[] {
  const reading = new Reading(crate, files);
  const parameters = new Map<string, PackageParameter>();
  const add = (parameter: PackageParameter | null): void => {
    if (
      parameter === null ||
      parameter.name.toLowerCase() === ADDRESSING ||
      parameters.size >= MAXIMUM_PARAMETERS
    ) {
      return;
    }
    const known = parameters.get(parameter.name);
    if (known === undefined) {
      parameters.set(parameter.name, parameter);
    } else if (known.value === null) {
      parameters.set(parameter.name, {
        ...parameter,
        required: known.required
      });
    } else if (parameter.value !== null && parameter.value !== known.value) {
      crate.warnings.add('parameter-repeated', null, parameter.name);
    }
  };
  for (const entity of formalParameters(crate, main)) {
    add(reading.parameter(entity));
  }
  for (const slot of slotsOf(crate)) {
    add(reading.parameter(slot));
  }
  const list = [...parameters.values()];
  const unfilled = list.filter(
    ({ required, value }) => required && value === null
  );
  if (unfilled.length > 0) {
    crate.warnings.add(
      'parameter-unfilled',
      null,
      unfilled.map(({ name }) => name).join(', ')
    );
  }
  return list;
}

const INPUT = ['input', 'ComputationalWorkflow#input', 'bioschemas:input'];
const OUTPUT = ['output', 'ComputationalWorkflow#output', 'bioschemas:output'];

/**
 * Inputs of the main entity, then loose parameters: those that are neither an
 * input nor an output of anything (a step, another workflow).
 */
function formalParameters(crate: Crate, main: Entity | null): Entity[] {
  const inputs = INPUT.flatMap(key => follow(crate, main?.[key])).filter(
    entity => !hasType(entity, 'File', 'Person', 'PropertyValue')
  );
  const claimed = new Set(inputs);
  const properties = [...INPUT, ...OUTPUT];
  for (const entity of crate.entities.values()) {
    for (const key of properties) {
      if (entity[key] === undefined) {
        continue;
      }
      for (const reference of listOf(entity[key])) {
        const id = idOf(reference);
        const parameter = id === null ? null : crate.find(id);
        if (parameter !== null && entity !== crate.root) {
          claimed.add(parameter);
        }
      }
    }
  }
  for (const output of OUTPUT.flatMap(key => follow(crate, crate.root[key]))) {
    claimed.add(output);
  }
  const loose = [...crate.entities.values()].filter(
    entity => hasType(entity, 'FormalParameter') && !claimed.has(entity)
  );
  return [...inputs, ...loose];
}

class Reading {
  readonly #crate: Crate;
  readonly #files: FilePaths;
  /** Values of a run, by the id of the parameter they fill. */
  readonly #examples = new Map<string, Entity[]>();

  constructor(crate: Crate, files: FilePaths) {
    this.#crate = crate;
    this.#files = files;
    for (const entity of crate.entities.values()) {
      if (entity.exampleOfWork === undefined) {
        continue;
      }
      for (const work of listOf(entity.exampleOfWork)) {
        const id = idOf(work);
        if (id !== null) {
          const list = this.#examples.get(id) ?? [];
          this.#examples.set(id, list);
          list.push(entity);
        }
      }
    }
  }

  parameter(entity: Entity): PackageParameter | null {
    const name = nameOf(entity);
    if (name === '') {
      return null;
    }
    const stated = this.#statedType(entity);
    const bound =
      this.#runValue(entity) ??
      this.#bound(entity.defaultValue) ??
      this.#namesake(name, stated);
    const { type, value } = this.#typed(name, stated, bound);
    const description = textOf(entity.description);
    return {
      name,
      type,
      required: isTrue(entity.required) || isTrue(entity.valueRequired),
      value,
      description: description === null ? null : manyLines(description, 2000)
    };
  }

  #statedType(entity: Entity): ParameterType | null {
    const types = [
      ...textsOrIdsOf(entity.additionalType),
      ...textsOrIdsOf(entity.value_type)
    ];
    for (const written of types) {
      const type = readType(written);
      if (type !== null) {
        const several =
          type === 'file' &&
          (isTrue(entity.multipleValues) || /\[\]$/.test(written));
        return several ? 'files' : type;
      }
    }
    return null;
  }

  /** What a finished run used: the value or file that fills the parameter. */
  #runValue(entity: Entity): Bound | null {
    const examples = [
      ...follow(this.#crate, entity.workExample),
      ...(this.#examples.get(entity['@id']) ?? [])
    ];
    for (const example of new Set(examples)) {
      const bound = this.#ofEntity(example);
      if (bound !== null) {
        return bound;
      }
    }
    return null;
  }

  /** The file that bears the name of the slot. */
  #namesake(name: string, stated: ParameterType | null): Bound | null {
    const path =
      stated === null || stated === 'file' ? this.#files.ofName(name) : null;
    return path === null ? null : { files: true, values: [path] };
  }

  #ofEntity(entity: Entity): Bound | null {
    if (hasType(entity, 'PropertyValue')) {
      return this.#bound(entity.value);
    }
    const path = this.#files.ofReference(entity['@id']);
    return path === null ? null : { files: true, values: [path] };
  }

  #bound(written: unknown): Bound | null {
    const items = listOf(written);
    const values: (string | number | boolean)[] = [];
    let files = 0;
    for (const item of items) {
      const path = this.#fileOf(item);
      if (path !== null) {
        files++;
        values.push(path);
        continue;
      }
      const scalar = this.#scalarOf(item);
      if (scalar !== null) {
        values.push(scalar);
      }
    }
    return values.length === 0
      ? null
      : {
          files: files === values.length,
          values: Array.isArray(written) ? values : values.slice(0, 1),
          list: Array.isArray(written) && values.length > 1
        };
  }

  /** A reference, a CWL `File`, or a text that is the id of a file. */
  #fileOf(item: unknown): string | null {
    const id = isRecord(item) ? (idOf(item) ?? textOf(item.location)) : item;
    return typeof id === 'string' && id !== ''
      ? this.#files.ofReference(id)
      : null;
  }

  #scalarOf(item: unknown): string | number | boolean | null {
    if (typeof item === 'string') {
      return item.slice(0, MAXIMUM_TEXT);
    }
    if (typeof item === 'boolean') {
      return item;
    }
    if (typeof item === 'number') {
      return Number.isFinite(item) ? item : null;
    }
    if (!isRecord(item)) {
      return null;
    }
    const [entity] = follow(this.#crate, item);
    if (entity !== undefined && entity['@id'] !== '') {
      return textOf(entity.value) ?? textOf(entity.name) ?? entity['@id'];
    }
    return (
      textOf(item) ?? idOf(item) ?? JSON.stringify(item).slice(0, MAXIMUM_TEXT)
    );
  }

  #typed(
    name: string,
    stated: ParameterType | null,
    bound: Bound | null
  ): { type: ParameterType; value: ParameterValue } {
    const [first] = bound?.values ?? [];
    if (bound === null || first === undefined) {
      return { type: stated ?? 'string', value: null };
    }
    const several = bound.list === true || stated === 'files';
    if (bound.files) {
      return several
        ? { type: 'files', value: bound.values }
        : { type: 'file', value: first };
    }
    if (several) {
      const typed = bound.values.map(value => typedScalar(stated, value));
      return { type: stated ?? 'string', value: typed.map(scalarOf) };
    }
    const typed = typedScalar(stated, first);
    if (typed.misfit) {
      this.#crate.warnings.add(
        'parameter-value',
        null,
        name,
        stated ?? 'string'
      );
    }
    return { type: typed.type, value: typed.value };
  }
}

interface Bound {
  /** All of the values are paths of files in the working copy. */
  files: boolean;
  values: (string | number | boolean)[];
  /** Written as a list of several. */
  list?: boolean;
}

function scalarOf(typed: { value: ParameterValue }): string | number | boolean {
  const { value } = typed;
  return typeof value === 'object' ? '' : value;
}

/** Parameters are bound by name; without one, the end of the id serves. */
function nameOf(entity: Entity): string {
  const name = textOf(entity.name);
  if (name !== null) {
    return oneLine(name, 500);
  }
  const last = entity['@id'].split(/[#/]/).at(-1) ?? '';
  return oneLine(last.replace(/^input-/, ''), 500);
}

/** Producers write booleans as text, too (Workflow Run Crate examples). */
function isTrue(value: unknown): boolean {
  return /^true$/i.test(textOf(value) ?? '');
}
