/**
 * What a package is called.
 */
import type { Crate, Entity } from '../crate/crate.ts';
import { textOf, textsOf } from '../crate/json-ld.ts';
import { manyLines, oneLine } from '../crate/shown.ts';
import {
  isPlaceholder,
  isPlaceholderDescription,
  isToolTitle,
  toolOfTitle
} from './placeholders.ts';

/**
 * The title: of the package, else of what is to be run, else a file name.
 *
 * @param fileNames the best names to fall back to, best first
 */
export function titleOf(
  crate: Crate,
  main: Entity | null,
  fileNames: readonly (string | null)[]
): string {
  const { root, warnings } = crate;
  const own = textOf(root.name);
  if (textsOf(root.name).length > 1) {
    warnings.add('several-values', root['@id'], root['@id'], 'name');
  }
  if (own !== null && (isPlaceholder(own) || isToolTitle(own))) {
    warnings.add('placeholder', root['@id'], own, 'title');
  }
  const candidates = [
    own === null || isToolTitle(own) ? null : own,
    textOf(root.headline),
    textOf(main?.name),
    own === null ? null : toolOfTitle(own),
    ...fileNames
  ];
  for (const candidate of candidates) {
    const title = candidate === null ? '' : oneLine(candidate);
    if (title !== '' && !isPlaceholder(title)) {
      return title;
    }
  }
  return 'Untitled package';
}

/** The description: of the package, else of what is to be run, else empty. */
export function descriptionOf(crate: Crate, main: Entity | null): string {
  const { root, warnings } = crate;
  const own = textOf(root.description);
  if (own !== null && isPlaceholderDescription(own)) {
    warnings.add('placeholder', root['@id'], own, 'description');
  }
  for (const text of [own, textOf(root.abstract), textOf(main?.description)]) {
    if (text !== null && !isPlaceholderDescription(text)) {
      return manyLines(text);
    }
  }
  return '';
}
