/**
 * What the files themselves say of the whole.
 */
import { readFile } from 'node:fs/promises';
import type { SelectedFile } from '../selected-file.ts';
import type { FoundMetadata } from '../metadata/gather.ts';

/** Larger ones describe nothing by hand; reading them takes memory. */
const LARGEST = 64 * 1024 * 1024;
/** The notebooks at the top, or else the first ones. */
const MOST_NOTEBOOKS = 10;

/** The readers bring their vocabularies along, and are rarely needed. */
const load = () =>
  Promise.all([
    import('../metadata/crate.ts'),
    import('../metadata/cff.ts'),
    import('../metadata/codemeta.ts'),
    import('../metadata/notebook.ts')
  ]);

/** Reads the crate, CITATION.cff, codemeta.json and the notebooks. */
export async function describedByFiles(
  files: readonly SelectedFile[],
  signal: AbortSignal
): Promise<FoundMetadata[]> {
  const [crate, cff, codemeta, notebook] = await load();
  const found: FoundMetadata[] = [];
  const take = async (
    wanted: readonly (SelectedFile | undefined)[],
    origin: FoundMetadata['origin'],
    read: (text: string) => Omit<FoundMetadata, 'origin' | 'path'>
  ) => {
    for (const file of wanted) {
      const text = file === undefined ? null : await textOf(file, signal);
      if (file !== undefined && text !== null) {
        found.push({ ...read(text), origin, path: file.path });
      }
    }
  };
  const named = (name: string) => [files.find(({ path }) => path === name)];
  await take(named('ro-crate-metadata.json'), 'crate', text =>
    crate.readCrateMetadata(documentOf(text))
  );
  await take(named('CITATION.cff'), 'cff', text => cff.readCffMetadata(text));
  await take(named('codemeta.json'), 'codemeta', text =>
    codemeta.readCodemetaMetadata(documentOf(text))
  );
  await take(notebooksOf(files), 'notebook', text =>
    notebook.readNotebookMetadata(documentOf(text))
  );
  return found;
}

/** Those at the top say what the whole is about. */
export function notebooksOf(files: readonly SelectedFile[]): SelectedFile[] {
  const notebooks = files.filter(({ path }) => /\.ipynb$/i.test(path));
  const top = notebooks.filter(({ path }) => !path.includes('/'));
  return (top.length > 0 ? top : notebooks).slice(0, MOST_NOTEBOOKS);
}

/** What cannot be read is found and told when the files are looked through. */
async function textOf(
  { real, size }: SelectedFile,
  signal: AbortSignal
): Promise<string | null> {
  if (size > LARGEST) {
    return null;
  }
  try {
    return await readFile(real, { encoding: 'utf8', signal });
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

function documentOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch {
    return undefined;
  }
}
