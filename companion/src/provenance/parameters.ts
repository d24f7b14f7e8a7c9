/**
 * Parameters of a run: each one described once (FormalParameter), and the
 * values that it took (PropertyValue).
 */
import type {
  JobDraft,
  JobManifest,
  JobOrder,
  WorkerParameter,
  WorkerParameterType
} from 'sciencemesh-contract';
import { isSecretName, type Discretion } from './discretion.ts';
import { fragment, type Graph, type Reference } from './graph.ts';

/** As the profile names them ("Workflow Run Crate", additionalType). */
const TYPES: Readonly<Record<WorkerParameterType, string>> = {
  integer: 'Integer',
  number: 'Number',
  boolean: 'Boolean',
  string: 'Text',
  list: 'PropertyValue',
  object: 'PropertyValue',
  null: 'PropertyValue'
};

interface Described {
  id: string;
  name: string;
  types: Set<string>;
  examples: Map<string, Reference>;
}

export class Parameters {
  readonly #graph: Graph;
  readonly #discretion: Discretion;
  readonly #described = new Map<string, Described>();

  constructor(graph: Graph, discretion: Discretion) {
    this.#graph = graph;
    this.#discretion = discretion;
  }

  /** The values of one task; equal values of several tasks are one entity. */
  values(parameters: readonly WorkerParameter[]): Reference[] {
    return parameters.map(parameter => {
      const { name, type } = parameter;
      const described = this.#describe(name, type);
      const told = this.#told(parameter);
      const key = JSON.stringify(told) ?? '';
      const known = described.examples.get(key);
      if (known !== undefined) {
        return known;
      }
      const place = described.examples.size + 1;
      const reference = this.#graph.add(
        fragment('value', place, name),
        'PropertyValue',
        {
          name,
          exampleOfWork: { '@id': described.id },
          // An empty text is a value, too.
          ...(told === undefined
            ? { description: 'The value is a secret and is not told.' }
            : told === ''
              ? { description: 'The empty text.' }
              : { value: told })
        }
      );
      described.examples.set(key, reference);
      return reference;
    });
  }

  /** Writes the descriptions, once all values are known. */
  describe(): Reference[] {
    return [...this.#described.values()].map(({ id, name, types, examples }) =>
      this.#graph.add(id, 'FormalParameter', {
        name,
        additionalType: [...types],
        workExample: [...examples.values()]
      })
    );
  }

  #describe(name: string, type: WorkerParameterType): Described {
    const known = this.#described.get(name);
    if (known !== undefined) {
      known.types.add(TYPES[type]);
      return known;
    }
    const described = {
      id: fragment('parameter', name),
      name,
      types: new Set([TYPES[type]]),
      examples: new Map<string, Reference>()
    };
    this.#described.set(name, described);
    return described;
  }

  /** Undefined for a secret. */
  #told({ name, value }: WorkerParameter): unknown {
    if (isSecretName(name)) {
      return undefined;
    }
    return typeof value === 'string'
      ? this.#discretion.value(value)
      : typeof value === 'number' || typeof value === 'boolean'
        ? value
        : this.#discretion.value(JSON.stringify(value ?? null));
  }
}

/** What a task was given, from the best witness that there is. */
export function parametersOf(
  task: number,
  manifest: JobManifest | undefined,
  order: JobOrder | null,
  draft: JobDraft
): readonly WorkerParameter[] {
  if (manifest !== undefined) {
    return manifest.parameters;
  }
  if (order === null) {
    return draft.parameters.map(({ name, type, value }) => ({
      name,
      type: type === 'none' ? 'null' : type,
      value
    }));
  }
  const run = order.run.kind === 'repository' ? order.run.then : order.run;
  const own = order.tasks?.[task]?.parameters ?? [];
  const names = new Set(own.map(({ name }) => name));
  return [
    ...(run.parameters ?? []).filter(({ name }) => !names.has(name)),
    ...own
  ];
}
