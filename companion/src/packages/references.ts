/**
 * References that lead nowhere.
 */
import type { Crate } from './crate.ts';
import { isObject, listOf } from './json-ld.ts';

/**
 * Warns of references to local things that the crate does not describe.
 * References to the web are fine: nothing there needs a description.
 */
export function noteDangling(crate: Crate): void {
  for (const entity of crate.entities.values()) {
    for (const [key, value] of Object.entries(entity)) {
      if (typeof value !== 'object' || key.startsWith('@')) {
        continue;
      }
      for (const item of listOf(value)) {
        const id = isObject(item) ? item['@id'] : null;
        if (
          typeof id === 'string' &&
          id.startsWith('#') &&
          crate.find(id) === null
        ) {
          crate.warnings.add('dangling-reference', null, id);
        }
      }
    }
  }
}
