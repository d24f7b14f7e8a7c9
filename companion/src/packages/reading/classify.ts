/**
 * What the main entity is, and whether a notebook that we open or make can run
 * it here.
 *
 * The file itself decides before anything that is said about it: a package
 * routed through a Jupyter service may hold a Python file or no code at all.
 */
import type { PackageKind } from 'sciencemesh-contract';
import type { Crate, Entity } from '../crate/crate.ts';
import { hasType, textOf, textsOrIdsOf } from '../crate/json-ld.ts';
import { oneLine } from '../crate/shown.ts';
import { fileNameOf } from './addresses.ts';
import { statedLanguage, type Language } from './languages.ts';
import { extensionOf, mediaTypeOf } from './media-types.ts';
import { isPlaceholderTool } from './placeholders.ts';
import { readRepository, type Repository } from './repositories.ts';
import { relativePath, type Source } from './sources.ts';

export interface Classification {
  kind: PackageKind;
  language: string | null;
  /** The repository to fetch, for the kind `repository`. */
  repository: Repository | null;
  here: boolean;
  /** Why not, or what is needed. */
  reason: string | null;
}

type Form =
  | { kind: 'notebook' }
  | { kind: 'script'; language: string }
  | { kind: 'workflow'; language: Language };

const BY_EXTENSION = new Map<string, Form>([
  ['ipynb', { kind: 'notebook' }],
  ['py', { kind: 'script', language: 'python' }],
  ['r', { kind: 'script', language: 'r' }],
  ['rmd', { kind: 'script', language: 'r' }],
  ['qmd', { kind: 'script', language: 'r' }],
  ['jl', { kind: 'script', language: 'julia' }],
  ['sh', { kind: 'script', language: 'shell' }],
  ['bash', { kind: 'script', language: 'shell' }],
  ['cwl', { kind: 'workflow', language: 'cwl' }],
  ['smk', { kind: 'workflow', language: 'snakemake' }],
  ['nf', { kind: 'workflow', language: 'nextflow' }],
  ['ga', { kind: 'workflow', language: 'galaxy' }],
  ['knwf', { kind: 'workflow', language: 'knime' }],
  ['knime', { kind: 'workflow', language: 'knime' }],
  ['wdl', { kind: 'workflow', language: 'wdl' }]
]);

const BY_MEDIA_TYPE: readonly [RegExp, Form][] = [
  [/^application\/(?:x-)?ipynb\+json$/, { kind: 'notebook' }],
  [/^(?:text|application)\/x-python/, { kind: 'script', language: 'python' }],
  [/^text\/(?:x-r|x-rsrc|x-r-source)$/, { kind: 'script', language: 'r' }],
  [/^text\/x-julia$/, { kind: 'script', language: 'julia' }],
  [
    /^(?:text|application)\/(?:x-sh|x-shellscript)$/,
    { kind: 'script', language: 'shell' }
  ],
  [/^application\/galaxy$/, { kind: 'workflow', language: 'galaxy' }]
];

/** Addresses of the GA4GH Tool Registry Service say the kind of workflow. */
const TOOL_REGISTRY =
  /\/ga4gh\/trs\/v\d\/tools\/.+\/(?:PLAIN_)?(GALAXY|CWL|NFL|SMK|WDL)\//;
/** More than any server takes; an `@id` can have millions of characters. */
const LONGEST_ADDRESS = 16_384;
const TOOL_REGISTRY_TYPES: Readonly<Record<string, Language>> = {
  GALAXY: 'galaxy',
  CWL: 'cwl',
  NFL: 'nextflow',
  SMK: 'snakemake',
  WDL: 'wdl'
};

const DATA: Classification = {
  kind: 'data',
  language: null,
  repository: null,
  here: true,
  reason: null
};

/**
 * @param main what the package says is to be run, or null
 * @param source where the bytes of that come from
 */
export function classify(
  crate: Crate,
  main: Entity | null,
  source: Source | null
): Classification {
  if (main === null || source === null || isPlaceholderTool(main['@id'])) {
    return DATA;
  }
  if (source.source === 'missing' && crate.find(main['@id']) === null) {
    return DATA;
  }
  const stated = statedLanguage(crate, main);
  const form = formOf(crate, main, source);
  const repository = repositoryOf(main, source);
  if (form !== null && form.kind !== 'workflow') {
    return runnableFile(form, source, repository);
  }
  const language = form?.language ?? stated.language;
  switch (language) {
    case 'galaxy':
    case 'cwl':
    case 'nextflow':
    case 'snakemake':
    case 'knime':
    case 'wdl':
      return workflow(language, source);
    case 'scipion':
    case 'vip':
    case 'oscar':
      return service(language);
    case 'mddash':
      // MDDash keeps its notebooks in a repository, which can be had.
      return repository === null
        ? service(language)
        : fromRepository(repository);
    case 'python':
    case 'r':
    case 'julia':
    case 'shell':
      if (repository !== null) {
        return fromRepository(repository);
      }
      return isFile(source) && hasType(main, ...SOFTWARE)
        ? runnableFile({ kind: 'script', language }, source, null)
        : DATA;
    case null:
      return repository === null
        ? withoutLanguage(main, source, stated.name)
        : fromRepository(repository);
    default:
      return language satisfies never;
  }
}

const SOFTWARE = [
  'ComputationalWorkflow',
  'SoftwareSourceCode',
  'SoftwareApplication'
];

const SERVICE_NAMES = {
  scipion: 'Scipion',
  vip: 'the Virtual Imaging Platform (VIP)',
  oscar: 'OSCAR',
  mddash: 'MDDash'
} as const;

function runnableFile(
  form: Exclude<Form, { kind: 'workflow' }>,
  source: Source,
  repository: Repository | null
): Classification {
  if (repository !== null && source.source === 'landing') {
    return fromRepository(repository);
  }
  return {
    kind: form.kind,
    language: form.kind === 'script' ? form.language : null,
    repository: null,
    here: source.source !== 'missing',
    reason:
      source.source === 'missing'
        ? `The ${form.kind} did not come with the package and has no address. Ask the sender for the whole package (the zip).`
        : null
  };
}

function fromRepository(repository: Repository): Classification {
  return {
    kind: 'repository',
    language: null,
    repository,
    here: true,
    reason: null
  };
}

const ENGINES = {
  cwl: 'Needs cwltool on this machine, and a container engine for most workflows.',
  nextflow: 'Needs Nextflow and Java on this machine.',
  snakemake: 'Needs Snakemake on this machine.'
} as const;

const NO_ENGINE = {
  galaxy:
    'Galaxy workflows run on a Galaxy server, not in JupyterLab. The data can still be fetched and looked at.',
  knime:
    'KNIME workflows run in KNIME, not in JupyterLab. The data can still be fetched and looked at.',
  wdl: 'There is no way here to run WDL workflows. The data can still be fetched and looked at.'
} as const;

function workflow(
  language: keyof typeof ENGINES | keyof typeof NO_ENGINE,
  source: Source
): Classification {
  const base = { kind: 'workflow' as const, language, repository: null };
  switch (language) {
    case 'galaxy':
    case 'knime':
    case 'wdl':
      return { ...base, here: false, reason: NO_ENGINE[language] };
    case 'cwl':
    case 'nextflow':
    case 'snakemake':
      return source.source === 'missing'
        ? {
            ...base,
            here: false,
            reason:
              'The workflow did not come with the package and has no address. Ask the sender for the whole package (the zip).'
          }
        : { ...base, here: true, reason: ENGINES[language] };
  }
}

function service(platform: keyof typeof SERVICE_NAMES): Classification {
  return elsewhere(
    platform,
    `This runs on ${SERVICE_NAMES[platform]}, not in JupyterLab. The data can still be fetched and looked at.`
  );
}

function elsewhere(language: string | null, reason: string): Classification {
  return { kind: 'service', language, repository: null, here: false, reason };
}

/** Neither the file nor its language tells. */
function withoutLanguage(
  main: Entity,
  source: Source,
  name: string | null
): Classification {
  if (!hasType(main, ...SOFTWARE) || isHostName(main['@id'], source)) {
    return DATA;
  }
  const known = name !== null && !/^(?:jupyter|binder)/i.test(name);
  const file = extensionOf(relativePath(main['@id']) ?? '') !== null;
  if (source.source === 'missing' && !known && !file) {
    // An opaque id: nothing that anybody could open.
    return DATA;
  }
  return elsewhere(
    null,
    known
      ? `This is made for ${oneLine(name, 60)}, which does not run in JupyterLab. The data can still be fetched and looked at.`
      : 'What is to be run is of a kind that is not known here. The data can still be fetched and looked at.'
  );
}

const HOST_NAME =
  /^(?:[a-z0-9-]+\.){2,}[a-z]{2,}$|^[a-z0-9-]+\.(?:ch|com|de|edu|eu|net|org)$/i;

/** `cernbox.cern.ch`, or an address without any path: no tool at all. */
function isHostName(id: string, source: Source): boolean {
  return HOST_NAME.test(id) || source.parsed?.pathname === '/';
}

function isFile(source: Source): boolean {
  return source.source !== 'missing' && source.source !== 'landing';
}

/** What the name, the address or the media type of the file shows. */
function formOf(crate: Crate, main: Entity, source: Source): Form | null {
  const path = relativePath(main['@id']);
  const file = source.parsed === null ? null : fileNameOf(source.parsed);
  // The name of a repository ("my.py") is not that of a file.
  const named = source.source === 'landing' ? null : file;
  for (const name of [named, source.includedAs, path]) {
    const form = name === null ? null : formOfName(name);
    if (form !== null) {
      return form;
    }
  }
  const address = (source.url ?? main['@id']).slice(0, LONGEST_ADDRESS);
  const registered = TOOL_REGISTRY.exec(address)?.[1];
  if (registered !== undefined) {
    const language = TOOL_REGISTRY_TYPES[registered];
    return language === undefined ? null : { kind: 'workflow', language };
  }
  const mediaType = mediaTypeOf(crate, main) ?? '';
  const typed = BY_MEDIA_TYPE.find(([pattern]) => pattern.test(mediaType));
  return typed?.[1] ?? formOfName(textOf(main.name) ?? '');
}

function formOfName(name: string): Form | null {
  const last = name.split('/').at(-1) ?? '';
  if (/^snakefile$/i.test(last)) {
    return { kind: 'workflow', language: 'snakemake' };
  }
  return BY_EXTENSION.get(extensionOf(last) ?? '') ?? null;
}

/** The repository of the main entity, from any address it states. */
function repositoryOf(main: Entity, source: Source): Repository | null {
  if (isFile(source)) {
    return null;
  }
  const texts = [
    source.url,
    main['@id'],
    ...textsOrIdsOf(main.url),
    ...textsOrIdsOf(main.codeRepository)
  ];
  for (const text of texts) {
    const repository = text === null ? null : readRepository(text);
    if (repository !== null) {
      return repository;
    }
  }
  return null;
}
