/**
 * A Package for Processing as the rest of the companion sees it: what the
 * reader (`reader.ts`) made of a crate of any generation.
 */
import type { PackagePreview } from 'sciencemesh-contract';
import type { Crate } from '../crate/crate.ts';

/** Hints a tool's own description gives about how it wants to be opened. */
export interface LaunchHints {
  /**
   * Notebook to open inside a repository, `/`-separated. A leading `notebooks/`
   * may be the view of the classic server instead of a folder: where nothing
   * lies at the path, look without it.
   */
  notebookPath: string | null;
  /**
   * Git reference (branch, tag, commit). A wish: packages outlive their tags,
   * so the default branch serves where it is gone.
   */
  reference: string | null;
  /** Environment variables, values as text. */
  environment: Record<string, string>;
}

/** The part of the preview that the document alone decides. */
export interface Package extends Pick<
  PackagePreview,
  | 'title'
  | 'description'
  | 'kind'
  | 'language'
  | 'main'
  | 'runnable'
  | 'environment'
  | 'files'
  | 'parameters'
  | 'license'
  | 'people'
  | 'warnings'
> {
  hints: LaunchHints;
  /** The graph it was read from, for writing the attached crate. */
  crate: Crate;
}
