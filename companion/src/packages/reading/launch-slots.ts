/**
 * Parameters of the draft "Dispatcher Launch Context": slots of the tool, and
 * values in a list of their own, bound by name (vre_rocrate branch
 * `example-ro-crate-from-wp5`).
 */
import { isRecord } from '../../http/json.ts';
import type { Crate, Entity } from '../crate/crate.ts';
import { listOf, textOf, type JsonObject } from '../crate/json-ld.ts';

/** The slots as if they were formal parameters; values before bare slots. */
export function slotsOf(crate: Crate): Entity[] {
  const filled: Entity[] = [];
  const bare: Entity[] = [];
  for (const entity of crate.entities.values()) {
    for (const slot of listOf(entity.slots)) {
      if (isRecord(slot) && textOf(slot.name) !== null) {
        (slot.value === undefined ? bare : filled).push(asParameter(slot));
      }
    }
  }
  return [...filled, ...bare];
}

function asParameter(slot: JsonObject): Entity {
  return {
    '@id': '',
    name: slot.name,
    description: slot.description,
    value_type: slot.value_type,
    required: slot.required,
    defaultValue: slot.value
  };
}
