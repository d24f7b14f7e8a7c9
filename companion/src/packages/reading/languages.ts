/**
 * What a crate says about the language or engine of its main entity.
 *
 * The language entity of a dispatched package names who routed it, not what
 * the code is: "Jupyter Notebook" stands on packages without any notebook
 * (vre_rocrate, `building/package.py`). So routers are no languages here, and
 * what the file itself shows comes first (`classify.ts`).
 */
import { follow, type Crate, type Entity } from '../crate/crate.ts';
import {
  hasType,
  idOf,
  listOf,
  textsOf,
  textsOrIdsOf
} from '../crate/json-ld.ts';

/** Workflow engines, service platforms, and languages of scripts. */
export type Language =
  | 'galaxy'
  | 'cwl'
  | 'nextflow'
  | 'snakemake'
  | 'knime'
  | 'wdl'
  | 'scipion'
  | 'vip'
  | 'oscar'
  | 'mddash'
  | 'python'
  | 'r'
  | 'julia'
  | 'shell';

/** By identifier or address; surer than a name. */
const BY_ADDRESS: readonly [RegExp, Language][] = [
  [/galaxyproject\.org|usegalaxy\.|#galaxy$/i, 'galaxy'],
  [/w3id\.org\/cwl|commonwl\.org|#cwl$/i, 'cwl'],
  [/nextflow\.io|#nextflow$/i, 'nextflow'],
  [/snakemake|10\.1093\/bioinformatics\/bts480/i, 'snakemake'],
  [/knime\.com|#knime$/i, 'knime'],
  [/openwdl\.org|#wdl$/i, 'wdl'],
  [/scipion\.i2pc\.es|#scipion(?:-lang)?$/i, 'scipion'],
  [/vip\.creatis\.insa-lyon\.fr|#vip(?:-lang)?$/i, 'vip'],
  [/oscar\.grycap\.net|#oscar(?:-lang)?$/i, 'oscar'],
  [/github\.com\/CERIT-SC\/mddash|#mddash(?:-lang)?$/i, 'mddash'],
  [/python\.org|#python\d?$/i, 'python'],
  [/r-project\.org|#r$/i, 'r'],
  [/julialang\.org|#julia$/i, 'julia'],
  [/gnu\.org\/software\/bash|#(?:bash|sh|shell)$/i, 'shell']
];

const BY_NAME: readonly [RegExp, Language][] = [
  [/^galaxy\b/i, 'galaxy'],
  [/^(?:cwl|common workflow language)\b/i, 'cwl'],
  [/^nextflow\b/i, 'nextflow'],
  [/^snakemake\b/i, 'snakemake'],
  [/^knime\b/i, 'knime'],
  [/^(?:wdl|workflow description language)\b/i, 'wdl'],
  [/^scipion\b/i, 'scipion'],
  [/^(?:vip|boutique|virtual imaging platform)\b/i, 'vip'],
  [/^oscar\b/i, 'oscar'],
  [/^mddash\b/i, 'mddash'],
  [/^(?:i?python|python ?\d[\d.]*)$/i, 'python'],
  [/^(?:r|gnu r)$/i, 'r'],
  [/^julia$/i, 'julia'],
  [/^(?:bash|shell|sh)$/i, 'shell']
];

export interface StatedLanguage {
  language: Language | null;
  /** As the crate names it, for platforms that are not known here. */
  name: string | null;
}

/** The language that the main entity states, from all its forms. */
export function statedLanguage(crate: Crate, main: Entity): StatedLanguage {
  const addresses: string[] = [];
  const names: string[] = [];
  for (const value of listOf(main.programmingLanguage)) {
    const id = idOf(value);
    if (id !== null) {
      addresses.push(id);
      names.push(id);
    }
    for (const entity of follow(crate, value)) {
      addresses.push(...some(textsOrIdsOf(entity.identifier)));
      addresses.push(...some(textsOrIdsOf(entity.url)));
      names.push(...some(textsOf(entity.name)));
      names.push(...some(textsOf(entity.alternateName)));
    }
  }
  // The draft launch context states platforms: `galaxy_workflow`, `vip`, …
  for (const type of some(textsOf(main.types))) {
    names.push(type.replaceAll('_', ' '));
  }
  const language =
    firstMatch(BY_ADDRESS, addresses) ?? firstMatch(BY_NAME, names);
  return {
    language,
    name: names.findLast(name => !name.includes('/')) ?? null
  };
}

/** No language has more names than a few. */
function some(texts: string[]): string[] {
  return texts.slice(0, 20);
}

function firstMatch(
  table: readonly [RegExp, Language][],
  texts: readonly string[]
): Language | null {
  for (const [pattern, language] of table) {
    if (texts.some(text => pattern.test(text))) {
      return language;
    }
  }
  return null;
}

/** Warns when nobody can tell from the crate what the code is written in. */
export function noteLanguage(crate: Crate, main: Entity): void {
  const id = main['@id'];
  const values = listOf(main.programmingLanguage);
  if (values.length > 1) {
    crate.warnings.add('several-values', id, id, 'programmingLanguage');
  }
  const clear = follow(crate, values).some(
    entity =>
      textsOrIdsOf(entity.identifier).length > 0 ||
      textsOrIdsOf(entity.url).length > 0
  );
  if (!clear && hasType(main, 'ComputationalWorkflow', 'SoftwareSourceCode')) {
    crate.warnings.add('language-unclear', id, textsOf(main.name)[0] ?? id);
  }
}
