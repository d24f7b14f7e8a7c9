import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A data file that reading a package must yield. */
export interface ExpectedFile {
  name: string;
  /** Address that is fetched; null when there is none. */
  url: string | null;
  source: 'https' | 'http' | 'onedata' | 'github' | 'landing' | 'missing';
  /** Bytes; null when the document does not tell in a way to be trusted. */
  size?: number | null;
  checksum?: { algorithm: string; value: string } | null;
  role?: 'input' | 'output';
}

/** A parameter: with a value, or filled with the file of the given `@id`. */
export type ExpectedParameter =
  | { name: string; value: string | number | boolean | null }
  | { name: string; file: string };

/** What reading one document right means. */
export interface ExpectedPackage {
  /** Path in this folder. */
  file: string;
  about: string;
  /** Inconsistencies it has, as numbered in README.md. */
  rows: number[];
  generation?: string;
  /** True for a document that is no crate at all; nothing else is told then. */
  invalid?: boolean;
  kind?: 'notebook' | 'script' | 'repository' | 'workflow' | 'service' | 'data';
  /** `@id` of the main entity. */
  main?: string | null;
  /** Left out where any readable title will do. */
  title?: string;
  files?: ExpectedFile[];
  /** False where the names are not file names, so that a reader may differ. */
  checkNames?: boolean;
  parameters?: ExpectedParameter[];
  /** Names of the authors. */
  people?: string[];
  /** `@id` of the licence; null where none, or only a placeholder, is stated. */
  license?: string | null;
  /** False where what is described can only run elsewhere. */
  here?: boolean;
  hints?: {
    notebookPath: string;
    reference: string;
    environment: Record<string, string>;
  };
  /** Codes of the warnings that a person should get, at least. */
  warnings?: string[];
  /** Of a real document: proof that it is unchanged. */
  sha256?: string;
}

/** All documents and what is expected of each. */
export async function expectedPackages(): Promise<ExpectedPackage[]> {
  return JSON.parse(await readPackage('index.json')) as ExpectedPackage[];
}

/** The text of a document, by its path in this folder. */
export function readPackage(file: string): Promise<string> {
  return readFile(join(import.meta.dirname, file), 'utf8');
}
