/**
 * Which part a file plays: input or output of a finished run, or something
 * that the tool needs beside it.
 *
 * Workflow Run Crate 0.5: a `CreateAction` names inputs as `object` and
 * outputs as `result`; files point to the parameters they fill with
 * `exampleOfWork`, parameters to files with `workExample`.
 */
import type { PackageFile } from 'sciencemesh-contract';
import type { Crate, Entity } from '../crate/crate.ts';
import { hasType, idOf, listOf } from '../crate/json-ld.ts';

export type FileRole = PackageFile['role'];

/** Files that repo2docker and package managers look for. */
const ENVIRONMENT_FILE =
  /^(?:(?:dev-|test-)?requirements[\w.-]*\.txt|(?:conda-)?environment[\w.-]*\.ya?ml|conda-lock\.ya?ml|pixi\.(?:toml|lock)|pyproject\.toml|setup\.(?:py|cfg)|pipfile(?:\.lock)?|uv\.lock|poetry\.lock|runtime\.txt|apt\.txt|install\.r|description|renv\.lock|(?:julia)?project\.toml|manifest\.toml|require|default\.nix|flake\.nix|dockerfile|containerfile|[\w.-]+\.def|postbuild|start)$/i;

/** Whether a file describes the environment that the tool wants. */
export function isEnvironmentFile(path: string): boolean {
  return ENVIRONMENT_FILE.test(path.split('/').at(-1) ?? '');
}

/** The role of each entity that has one, by id. */
export function rolesOf(
  crate: Crate,
  main: Entity | null
): ReadonlyMap<string, FileRole> {
  const roles = new Map<string, FileRole>();
  // Whatever is in a folder has a role once the folder has one.
  const opened = new Set<Entity>([crate.root]);
  const give = (value: unknown, role: FileRole): void => {
    const stack = [...listOf(value)];
    for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
      const id = idOf(item);
      const entity = id === null ? null : crate.find(id);
      if (entity === null) {
        continue;
      }
      if (!roles.has(entity['@id'])) {
        roles.set(entity['@id'], role);
      }
      // Runs take and leave whole folders and collections.
      if (!opened.has(entity) && hasType(entity, 'Dataset', 'Collection')) {
        opened.add(entity);
        for (const part of listOf(entity.hasPart)) {
          stack.push(part);
        }
      }
    }
  };

  for (const action of runs(crate, main)) {
    give(action.object, 'input');
    give(action.result, 'output');
  }
  parameterExamples(crate, main, give);
  for (const entity of crate.entities.values()) {
    if (hasType(entity, 'RuntimePlatform', 'Service')) {
      give(entity.hasPart, 'support');
      give(entity.input, 'support');
    }
  }
  if (main !== null) {
    give(main.hasPart, 'support');
    give(main.softwareRequirements, 'support');
    give(main.subjectOf, 'support');
  }
  return roles;
}

/**
 * The runs of the main entity first: what a step of it makes and the next one
 * takes is neither its input nor its output, and counts as made.
 */
function runs(crate: Crate, main: Entity | null): Entity[] {
  const whole: Entity[] = [];
  const steps: Entity[] = [];
  for (const entity of crate.entities.values()) {
    if (hasType(entity, 'CreateAction')) {
      const ofMain = listOf(entity.instrument).some(
        instrument => idOf(instrument) === main?.['@id']
      );
      (ofMain ? whole : steps).push(entity);
    }
  }
  const results = steps.map(step => ({ ...step, object: null }));
  const objects = steps.map(step => ({ ...step, result: null }));
  return [...whole, ...results, ...objects];
}

function parameterExamples(
  crate: Crate,
  main: Entity | null,
  give: (value: unknown, role: FileRole) => void
): void {
  const directions = new Map<string, FileRole>();
  for (const [property, role] of [
    ['input', 'input'],
    ['output', 'output']
  ] as const) {
    for (const reference of listOf(main?.[property])) {
      const id = idOf(reference);
      if (id !== null) {
        directions.set(id, role);
        give(crate.find(id)?.workExample, role);
      }
    }
  }
  if (directions.size === 0) {
    return;
  }
  for (const entity of crate.entities.values()) {
    for (const parameter of listOf(entity.exampleOfWork)) {
      const role = directions.get(idOf(parameter) ?? '');
      if (role !== undefined) {
        give(entity['@id'], role);
      }
    }
  }
}
