/**
 * What each parameter's value is in a working copy: the person's, else the
 * package's, with files as paths of their local copies.
 */
import type {
  PackageFile,
  PackageParameter,
  ParameterType,
  ParameterValue
} from 'sciencemesh-contract';

/** A parameter with the value that the notebook is to use. */
export interface ValuedParameter {
  /** As the package calls it. */
  name: string;
  type: ParameterType;
  value: ParameterValue;
}

/** What the person filled in, by the parameter's name. */
export type GivenValues = Readonly<Record<string, ParameterValue>>;

type KnownFile = Pick<PackageFile, 'id' | 'name' | 'path' | 'url'>;

/**
 * The parameters that have something to say: those with a value of the package
 * or of the person, and those that the person emptied. A name that the package
 * does not know is taken as well: the notebook may.
 */
export function valuedParameters(
  parameters: readonly PackageParameter[],
  given: GivenValues,
  files: readonly KnownFile[]
): ValuedParameter[] {
  const paths = pathsOf(files);
  const declared = parameters
    .map(({ name, type, value }) => ({
      name,
      type,
      before: value,
      value: Object.hasOwn(given, name) ? (given[name] ?? null) : value
    }))
    // An empty field of a form leaves the notebook's own default alone.
    .filter(({ before, value }) => before !== null || value !== null)
    .map(({ name, type, value }) => ({
      name,
      type,
      value: settle(type, value, paths)
    }));
  const names = new Set(parameters.map(({ name }) => name));
  const undeclared = Object.entries(given)
    .filter(([name]) => !names.has(name))
    .map(([name, value]) => ({ name, type: typeOf(value), value }));
  return [...declared, ...undeclared];
}

/** Those whose value the person gave or changed. */
export function changedParameters(
  parameters: readonly PackageParameter[],
  given: GivenValues,
  files: readonly KnownFile[]
): ValuedParameter[] {
  const before = new Map(
    parameters.map(({ name, type, value }) => [
      name,
      settle(type, value, pathsOf(files))
    ])
  );
  return valuedParameters(parameters, given, files).filter(
    ({ name, value }) =>
      Object.hasOwn(given, name) &&
      JSON.stringify(value) !== JSON.stringify(before.get(name))
  );
}

/** A value in the type that the package declares, where it can be read so. */
export function settle(
  type: ParameterType,
  value: ParameterValue,
  paths: ReadonlyMap<string, string>
): ParameterValue {
  const local = (item: string | number | boolean) =>
    typeof item === 'string' ? (paths.get(item) ?? item) : item;
  switch (type) {
    case 'file':
      return Array.isArray(value) || value === null
        ? settleList(value, local)
        : local(value);
    case 'files':
      return settleList(
        Array.isArray(value) || value === null ? value : [value],
        local
      );
    case 'integer':
    case 'number':
      return typeof value === 'string' && /^\s*[-+]?\d/.test(value)
        ? numberOr(value)
        : value;
    case 'boolean':
      return value === 'true' || value === 'True'
        ? true
        : value === 'false' || value === 'False'
          ? false
          : value;
    case 'string':
      return value;
  }
}

function settleList(
  value: readonly (string | number | boolean)[] | null,
  local: (item: string | number | boolean) => string | number | boolean
): ParameterValue {
  return value === null ? null : value.map(local);
}

function numberOr(text: string): number | string {
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

function typeOf(value: ParameterValue): ParameterType {
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? 'integer' : 'number';
    case 'boolean':
      return 'boolean';
    default:
      return 'string';
  }
}

/** Local paths by all that a value may call a file. */
export function pathsOf(
  files: readonly KnownFile[]
): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  // The surest comes last and wins: names may be shared by several files.
  for (const key of ['name', 'url', 'path', 'id'] as const) {
    for (const file of files) {
      const known = file[key];
      if (known !== null && known !== '') {
        paths.set(known, file.path);
      }
    }
  }
  return paths;
}
