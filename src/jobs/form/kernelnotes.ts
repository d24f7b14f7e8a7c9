import type {
  PartialJSONValue,
  ReadonlyPartialJSONValue
} from '@lumino/coreutils';
import { JSONExt } from '@lumino/coreutils';

/**
 * A notebook without what JupyterLab and its server write into it by
 * themselves: about the kernel, and which cells are trusted.
 */
export function withoutKernel(
  notebook: ReadonlyPartialJSONValue
): PartialJSONValue {
  const copy = JSONExt.deepCopy(notebook as PartialJSONValue);
  const { cells, metadata } = membersOf(copy);
  for (const name of ['kernelspec', 'language_info']) {
    delete membersOf(metadata)[name];
  }
  for (const cell of Array.isArray(cells) ? cells : []) {
    delete membersOf(membersOf(cell)['metadata'])['trusted'];
  }
  return copy;
}

function membersOf(
  value: PartialJSONValue | undefined
): Record<string, PartialJSONValue | undefined> {
  return value !== undefined && JSONExt.isObject(value) ? value : {};
}
