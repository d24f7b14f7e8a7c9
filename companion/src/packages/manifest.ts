import type { FetchedFile } from './generated/context.ts';
import type { Package } from './package.ts';

export interface AttachedCrateOptions {
  folder: string;
  files: readonly FetchedFile[];
  main: string | null;
  generatedNotebook: string | null;
}

export async function attachedCrate(
  content: Package,
  _options: AttachedCrateOptions
): Promise<unknown> {
  return content.crate.document;
}
