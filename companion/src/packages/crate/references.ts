/**
 * References that lead nowhere.
 */
import { isRecord } from '../../http/json.ts';
import type { Crate } from './crate.ts';
import { listOf } from './json-ld.ts';

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
        const id = isRecord(item) ? item['@id'] : null;
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
