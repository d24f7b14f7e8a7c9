/**
 * The attached crate of a working copy: the received one, told again for the
 * files as they lie there (RO-Crate 1.1, "Data Entities"). It is always
 * written in RO-Crate 1.1, which every tool reads; later versions add nothing
 * that is needed here.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackageFile } from 'sciencemesh-contract';
import { hasType, idOf, listOf, textOf } from '../crate/json-ld.ts';
import { without } from '../crate/json-record.ts';
import type { FetchedFile } from '../generated/context.ts';
import type { Package } from '../reading/package.ts';
import { UNLICENSED } from '../reading/placeholders.ts';
import { AttachedContext } from './attached-context.ts';
import { chooseIds, DESCRIPTOR, ROOT } from './attached-id-map.ts';
import { encodedPath, encodedUri, isWeb } from './attached-ids.ts';
import {
  isPlaceholderDate,
  ValueWriter,
  type Entry
} from './attached-values.ts';
import { knownAddresses, personalIds } from './personal-data.ts';

export interface AttachedCrateOptions {
  /** Absolute folder of the working copy. */
  folder: string;
  files: readonly FetchedFile[];
  /** What is run, relative to the working copy; null when it is not there. */
  main: string | null;
  /** A notebook that was made, relative to the working copy. */
  generatedNotebook: string | null;
  /** When the working copy was made, ISO 8601. */
  createdAt: string;
}

export interface AttachedCrate {
  '@context': unknown;
  '@graph': Entry[];
}

/** The document to be written as `ro-crate-metadata.json`. */
export async function attachedCrate(
  content: Package,
  options: AttachedCrateOptions
): Promise<AttachedCrate> {
  const isFolder =
    options.main !== null &&
    (await isDirectory(join(options.folder, options.main)));
  return new Manifest(content, options, isFolder).document();
}

const UNTITLED = 'Untitled package';

/** What a file's entity says that only the working copy can know. */
const ABOUT_BYTES = [
  'checksum',
  'contentSize',
  'contentUrl',
  'distribution',
  'md5',
  'sha1',
  'sha256'
];

class Manifest {
  readonly #content: Package;
  readonly #options: AttachedCrateOptions;
  readonly #mainIsFolder: boolean;
  readonly #states: ReadonlyMap<number, FetchedFile>;
  readonly #ids: Map<string, string | null>;
  readonly #context: AttachedContext;
  readonly #values: ValueWriter;
  readonly #entries: Entry[] = [];
  readonly #parts = new Set<string>();

  constructor(
    content: Package,
    options: AttachedCrateOptions,
    mainIsFolder: boolean
  ) {
    this.#content = content;
    this.#options = options;
    this.#mainIsFolder = mainIsFolder;
    this.#states = new Map(options.files.map(file => [file.index, file]));
    const removed = personalIds(content.crate);
    this.#ids = chooseIds(content, removed, {
      main: options.main,
      mainIsFolder,
      isHere: file => this.#isHere(file)
    });
    this.#context = new AttachedContext(content.crate.document);
    this.#values = new ValueWriter(
      content.crate,
      this.#context,
      this.#ids,
      knownAddresses(content.crate, removed)
    );
  }

  document(): AttachedCrate {
    const main = this.#main();
    this.#content.files.forEach(file => this.#file(file));
    this.#others();
    this.#generated(main);
    const root = this.#root(main);
    return {
      '@context': this.#context.document,
      '@graph': [
        {
          '@id': DESCRIPTOR,
          '@type': 'CreativeWork',
          about: { '@id': ROOT },
          conformsTo: { '@id': 'https://w3id.org/ro/crate/1.1' }
        },
        root,
        ...this.#entries,
        ...this.#values.lifted
      ]
    };
  }

  #isHere(file: PackageFile): boolean {
    const state = this.#states.get(file.index)?.state;
    return state === 'done' || state === 'kept';
  }

  /** What is run; its new identifier, null when there is nothing to run. */
  #main(): string | null {
    const { crate, main } = this.#content;
    const id = main === null ? null : (this.#ids.get(main.id) ?? null);
    if (main === null || id === null) {
      return null;
    }
    const entity = crate.find(main.id);
    const source = isWeb(main.url) ? main.url : isWeb(main.id) ? main.id : null;
    const properties = this.#values.properties(entity ?? {});
    const isHere = this.#options.main !== null;
    this.#entries.push({
      '@id': id,
      '@type': isHere
        ? this.#mainIsFolder
          ? this.#values.typesAs(entity, 'Dataset', 'File')
          : this.#values.typesAs(entity, 'File')
        : isWeb(id)
          ? this.#values.types(entity ?? { '@type': 'SoftwareSourceCode' })
          : this.#values.typesAs(
              entity,
              'SoftwareSourceCode',
              'File',
              'Dataset'
            ),
      name: this.#values.text(main.name),
      // The person works on it: its size and checksum will not stay.
      ...without(properties, ...ABOUT_BYTES, 'url'),
      ...(source !== null && isHere ? { isBasedOn: { '@id': source } } : {}),
      ...(/\.ipynb$/.test(id)
        ? { encodingFormat: 'application/x-ipynb+json' }
        : {})
    });
    if (isHere || hasType(entity ?? {}, 'File', 'Dataset')) {
      this.#part(id);
    }
    return id;
  }

  #file(file: PackageFile): void {
    const id = this.#ids.get(file.id) ?? null;
    if (id === null || file.id === this.#content.main?.id) {
      return;
    }
    const entity = this.#content.crate.find(file.id);
    const properties = this.#values.properties(entity ?? {});
    const isHere = this.#isHere(file);
    const isData = isHere || isWeb(id);
    const address = isWeb(file.url) ? file.url : null;
    this.#entries.push({
      '@id': id,
      '@type': isData
        ? this.#values.typesAs(entity, 'File', 'Dataset')
        : this.#values.typesAs(entity, 'CreativeWork', 'File', 'Dataset'),
      name: this.#values.text(file.name),
      ...without(properties, ...ABOUT_BYTES, 'url'),
      ...(file.mediaType !== null && properties.encodingFormat === undefined
        ? { encodingFormat: file.mediaType }
        : {}),
      ...(isHere ? this.#bytesOf(file) : statedBytes(file)),
      ...(isHere && address !== null ? { contentUrl: address } : {}),
      // The page that the file was found on, where that is another one.
      ...(isHere && isWeb(file.id) && file.id !== address
        ? { url: file.id }
        : {})
    });
    if (isData) {
      this.#part(id);
    }
  }

  /** Size and checksum as they were found. */
  #bytesOf(file: PackageFile): Record<string, string> {
    const fetched = this.#states.get(file.index);
    const size = fetched?.size ?? null;
    return {
      ...(size === null ? {} : { contentSize: String(size) }),
      ...(fetched?.verified === true && file.checksum?.algorithm === 'sha256'
        ? { sha256: file.checksum.value }
        : {})
    };
  }

  /** All that is neither root nor file nor what is run. */
  #others(): void {
    const { crate, files, main } = this.#content;
    const written = new Set([
      crate.root['@id'],
      crate.descriptor?.['@id'],
      main?.id,
      ...files.map(file => file.id)
    ]);
    const listed = new Set(
      listOf(crate.root.hasPart).map(value => crate.find(idOf(value) ?? ''))
    );
    for (const entity of crate.entities.values()) {
      const id = this.#ids.get(entity['@id']) ?? null;
      if (id === null || written.has(entity['@id'])) {
        continue;
      }
      const isData = hasType(entity, 'File', 'Dataset');
      this.#entries.push({
        '@id': id,
        '@type':
          isData && !isWeb(id)
            ? this.#values.typesAs(entity, 'CreativeWork', 'File', 'Dataset')
            : this.#values.types(entity),
        ...this.#values.properties(entity)
      });
      if (isData && isWeb(id) && listed.has(entity)) {
        this.#part(id);
      }
    }
  }

  #generated(main: string | null): void {
    const { generatedNotebook, createdAt } = this.#options;
    if (generatedNotebook === null) {
      return;
    }
    const id = encodedPath(generatedNotebook);
    this.#entries.push({
      '@id': id,
      '@type': ['File', 'SoftwareSourceCode'],
      name: generatedNotebook,
      description:
        'Notebook made by jupyterlab-sciencemesh to work with this package',
      dateCreated: createdAt,
      encodingFormat: 'application/x-ipynb+json',
      ...(main === null ? {} : { isBasedOn: { '@id': main } })
    });
    this.#part(id);
  }

  #root(main: string | null): Entry {
    const { crate, license } = this.#content;
    const { root } = crate;
    const title = this.#values.text(this.#content.title);
    const description = this.#values.text(this.#content.description);
    const properties = this.#values.properties(root);
    const published = textOf(root.datePublished);
    const source = isWeb(root['@id']) ? root['@id'] : null;
    return {
      '@id': ROOT,
      '@type': this.#values.typesAs(root, 'Dataset'),
      ...without(properties, 'hasPart', 'license', 'mainEntity'),
      name: title || UNTITLED,
      description: description || title || UNTITLED,
      datePublished:
        published !== null && isRealDate(published)
          ? published
          : this.#options.createdAt,
      license: license === null ? UNLICENSED : this.#licence(license),
      ...(source === null ? {} : { isBasedOn: { '@id': source } }),
      hasPart: [...this.#parts].map(id => ({ '@id': id })),
      ...(main === null ? {} : { mainEntity: { '@id': main } })
    };
  }

  /** A reference to the licence, described; the text where it is only that. */
  #licence(license: string): unknown {
    if (!isWeb(license)) {
      return this.#values.text(license);
    }
    const id = encodedUri(license);
    if (!this.#entries.some(entry => entry['@id'] === id)) {
      this.#entries.push({
        '@id': id,
        '@type': 'CreativeWork',
        name: id.replace(/^https?:\/\//, '').replace(/\/$/, '')
      });
    }
    return { '@id': id };
  }

  #part(id: string): void {
    this.#parts.add(id);
  }
}

/** Size and checksum as stated, for what was not fetched; 0 says nothing. */
function statedBytes({ size, checksum }: PackageFile): Record<string, string> {
  return {
    ...(size === null || size === 0 ? {} : { contentSize: String(size) }),
    ...(checksum?.algorithm === 'sha256' ? { sha256: checksum.value } : {})
  };
}

function isRealDate(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}/.test(text) &&
    !isPlaceholderDate(text) &&
    !Number.isNaN(Date.parse(text))
  );
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
