/**
 * How a tool wants to be opened, from the definition its registry keeps.
 *
 * The keys are those that the coordinator reads (req-packager, `main.rs` and
 * `deprecated.rs`): `urlpath`, `notebook_path`, `branch`, `env`.
 */
import { isRecord } from '../../http/json.ts';
import type { Crate, Entity } from '../crate/crate.ts';
import { idOf, listOf, textOf, type JsonObject } from '../crate/json-ld.ts';
import type { LaunchHints } from './package.ts';
import type { Repository } from './repositories.ts';
import { relativePath } from './sources.ts';

export function hintsOf(
  crate: Crate,
  main: Entity | null,
  repository: Repository | null
): LaunchHints {
  const definition = definitionOf(crate);
  return {
    notebookPath:
      notebookPath(definition) ??
      (repository === null ? null : insideRepository(main, repository)),
    reference:
      textOf(definition.branch) ??
      repository?.reference ??
      branchOf(textOf(main?.version)),
    environment: environmentOf(crate, definition)
  };
}

/** The tool's definition; an empty one when there is none. */
function definitionOf(crate: Crate): JsonObject {
  for (const entity of crate.entities.values()) {
    const { rawDefinition } = entity;
    if (isRecord(rawDefinition)) {
      return rawDefinition;
    }
    if (typeof rawDefinition === 'string') {
      const parsed = parsedObject(rawDefinition);
      if (parsed !== null) {
        return parsed;
      }
    }
  }
  return {};
}

function parsedObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

/** Views of Jupyter servers that stand before a path in `urlpath`. */
const VIEW = /^\/?(?:(?:lab\/|doc\/|retro\/)?tree\/|voila\/render\/|edit\/)/;

function notebookPath(definition: JsonObject): string | null {
  const path = textOf(definition.notebook_path);
  if (path !== null) {
    return clean(path);
  }
  const urlPath = textOf(definition.urlpath)?.split('?')[0];
  return urlPath === undefined ? null : clean(urlPath.replace(VIEW, ''));
}

/** A notebook path stays inside the repository, or it is no hint. */
function clean(path: string): string | null {
  const parts = path.split('/').filter(part => part !== '' && part !== '.');
  return parts.includes('..') || !/\.ipynb$/i.test(path)
    ? null
    : parts.join('/');
}

/** The notebook that a repository's address or the crate points to. */
function insideRepository(
  main: Entity | null,
  repository: Repository
): string | null {
  const own = relativePath(main?.['@id'] ?? '');
  return clean(repository.path ?? own ?? textOf(main?.name) ?? '');
}

/**
 * `version` is free text, often a constant such as "1.0.0"; only what is
 * surely the name of a branch or tag is taken.
 */
function branchOf(version: string | null): string | null {
  return version !== null &&
    /^(?:main|master|develop|v\d+(?:\.\d+)*)$/.test(version)
    ? version
    : null;
}

const VARIABLE = /^[A-Za-z][A-Za-z0-9_]{0,100}$/;

function environmentOf(
  crate: Crate,
  definition: JsonObject
): Record<string, string> {
  const entries: [string, string][] = [];
  const { env } = definition;
  if (isRecord(env)) {
    for (const [name, value] of Object.entries(env)) {
      const text = textOf(value);
      if (text !== null) {
        entries.push([name, text]);
      }
    }
  }
  for (const entry of launchConfiguration(crate)) {
    entries.push(entry);
  }
  return Object.fromEntries(entries.filter(([name]) => VARIABLE.test(name)));
}

/** Variables staged as parts of a dataset (vre_rocrate, `binder_with_files`). */
function* launchConfiguration(crate: Crate): Iterable<[string, string]> {
  for (const entity of crate.entities.values()) {
    for (const part of listOf(entity.hasPart)) {
      const id = idOf(part);
      const variable = id?.startsWith('#') === true ? crate.find(id) : null;
      const name = textOf(variable?.propertyID);
      const value = textOf(variable?.value);
      if (name !== null && /^[A-Z]/.test(name) && value !== null) {
        yield [name, value];
      }
    }
  }
}
