/**
 * The main entity as the preview shows it, and where it goes.
 */
import type { Crate, Entity } from '../crate/crate.ts';
import { textOf } from '../crate/json-ld.ts';
import { oneLine } from '../crate/shown.ts';
import { decoded, fileNameOf } from './addresses.ts';
import type { Classification } from './classify.ts';
import { extensionOf } from './media-types.ts';
import type { Package } from './package.ts';
import { safePath, type PathRegister } from './paths.ts';
import { noteSource, relativePath, type Source } from './sources.ts';

export function readMain(
  crate: Crate,
  main: Entity,
  source: Source,
  classification: Classification,
  register: PathRegister
): NonNullable<Package['main']> {
  const wanted = mainPath(main, source, classification);
  const path = wanted === null ? null : register.take(wanted);
  const stated = oneLine(textOf(main.name) ?? '');
  const name =
    stated === '' ? (path?.split('/').at(-1) ?? main['@id']) : stated;
  if (source.source === 'landing') {
    // Nothing to tell: a repository is an address of this kind.
  } else if (source.source !== 'missing') {
    noteSource(main, source, name, path ?? '', crate.warnings);
  } else if (classification.kind !== 'service') {
    crate.warnings.add('main-not-here', main['@id'], name);
  }
  return {
    id: main['@id'],
    url: source.url,
    path,
    name,
    source: source.source,
    host: source.host
  };
}

/** Extensions by which the tools of a language know their files. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  python: '.py',
  r: '.R',
  julia: '.jl',
  shell: '.sh',
  galaxy: '.ga',
  cwl: '.cwl',
  nextflow: '.nf',
  snakemake: '.smk'
};

/**
 * What has a place in the crate keeps it, as the files around it know it by
 * that; what only has an address goes to the top of the working copy.
 */
function mainPath(
  main: Entity,
  source: Source,
  { kind, language }: Classification
): string | null {
  if (source.includedAs !== null) {
    return safePath(source.includedAs).path;
  }
  if (
    kind === 'repository' ||
    source.source === 'landing' ||
    (kind === 'service' && source.source === 'missing')
  ) {
    return null;
  }
  const place = relativePath(main['@id']);
  const names = [
    place === null ? null : decoded(place),
    lastPart(source.parsed === null ? null : fileNameOf(source.parsed)),
    lastPart(textOf(main.name))
  ].map(name => safePath(name ?? '').path);
  const known = names.find(name =>
    kind === 'notebook'
      ? /\.ipynb$/i.test(name)
      : !/^(?:html?|php|aspx?)$/.test(extensionOf(name) ?? 'html')
  );
  if (known !== undefined) {
    return known;
  }
  if (kind === 'service') {
    // An address of a service's interface, not of a file.
    return null;
  }
  const stem = names.find(name => name !== '') ?? kind;
  return `${stem}${kind === 'notebook' ? '.ipynb' : (EXTENSIONS[language ?? ''] ?? '')}`;
}

function lastPart(name: string | null): string | null {
  return name?.split('/').at(-1) ?? null;
}
