/**
 * From a crate document of any generation to a `Package`: a pure function, no
 * network, no disk. Everything odd becomes a warning.
 */
import {
  isCrateProblem,
  readCrate,
  type CrateProblem,
  type Entity
} from '../crate/crate.ts';
import { hasType } from '../crate/json-ld.ts';
import { noteDangling } from '../crate/references.ts';
import { classify } from './classify.ts';
import { dataEntities } from './data-entities.ts';
import { elsewhereOf } from './elsewhere.ts';
import { readFile } from './files.ts';
import { hintsOf } from './hints.ts';
import { noteLanguage } from './languages.ts';
import { packageLicence } from './licences.ts';
import { findMain, noteNoMain } from './main-entity.ts';
import { readMain } from './main-part.ts';
import type { Package } from './package.ts';
import { parametersOf } from './parameters.ts';
import { PathRegister } from './paths.ts';
import { peopleOf } from './people.ts';
import { isEnvironmentFile, rolesOf } from './roles.ts';
import { sourceOf, type IncludedPaths } from './sources.ts';
import { descriptionOf, titleOf } from './titles.ts';

export interface ReadOptions {
  /**
   * Paths that come with the package (zip, folder), `/`-separated and relative
   * to the crate; as a map, with their sizes.
   */
  included?: IncludedPaths;
  /** Also take what comes along without being described. Default false. */
  undescribed?: boolean;
  /** Address of the document, where it was read from the web. */
  base?: string;
}

const NOTHING: IncludedPaths = new Set<string>();

/** Reads a crate document; never throws for what the document holds. */
export function readPackage(
  document: unknown,
  options: ReadOptions = {}
): Package | CrateProblem {
  const crate = readCrate(document);
  if (isCrateProblem(crate)) {
    return crate;
  }
  const { warnings } = crate;
  const included = options.included ?? NOTHING;
  noteDangling(crate);

  const named = findMain(crate);
  const base = options.base ?? null;
  const source =
    named === null ? null : sourceOf(named, included, warnings, base);
  const classification = classify(crate, named, source);
  const { kind, language, here, reason, repository } = classification;
  const runs = kind !== 'data' && named !== null && source !== null;
  const register = new PathRegister();
  const main = runs
    ? readMain(crate, named, source, classification, register)
    : null;
  if (runs) {
    noteLanguage(crate, named);
  } else {
    noteNoMain(crate, named);
  }

  const entities = dataEntities(
    crate,
    runs || !isData(named) ? named : null,
    included,
    options.undescribed ?? false
  );
  const roles = rolesOf(crate, runs ? named : null);
  const files: Package['files'] = [];
  const paths = new Map<string, string>();
  const byName = new Map<string, string>();
  if (main !== null && main.path !== null) {
    paths.set(main.id, main.path);
  }
  for (const entity of entities) {
    const file = readFile(entity, files.length, {
      crate,
      included,
      base,
      roles,
      register,
      main: runs ? source : null
    });
    if (file !== null) {
      files.push(file);
      paths.set(file.id, file.path);
      if (!byName.has(file.name) && file.source !== 'missing') {
        byName.set(file.name, file.path);
      }
      if (file.url !== null && !paths.has(file.url)) {
        paths.set(file.url, file.path);
      }
    }
  }

  const hints = hintsOf(crate, named, repository);
  return {
    title: titleOf(crate, named, [
      main?.path?.split('/').at(-1) ?? null,
      files[0]?.name ?? null
    ]),
    description: descriptionOf(crate, named),
    kind,
    language,
    main,
    runnable: {
      here,
      reason,
      elsewhere: runs
        ? elsewhereOf(crate, named, classification, source, hints)
        : []
    },
    environment: files.map(file => file.path).filter(isEnvironmentFile),
    files,
    parameters: parametersOf(crate, named, {
      ofReference: id => paths.get(crate.find(id)?.['@id'] ?? id) ?? null,
      ofName: name => byName.get(name) ?? null
    }),
    license: packageLicence(crate, named),
    people: peopleOf(
      crate,
      named,
      entities.filter(entity => hasType(entity, 'Dataset'))
    ),
    warnings: warnings.list(),
    hints,
    crate
  };
}

/** A main entity that is not to be run may still be a file to look at. */
function isData(main: Entity | null): boolean {
  return main !== null && hasType(main, 'File', 'Dataset');
}
