/**
 * The schemas of the contract under their names, so that a description says
 * each of them once, and refers to it elsewhere.
 */
import * as contract from 'sciencemesh-contract';

const NAMES: ReadonlyMap<unknown, string> = new Map(
  Object.entries(contract).flatMap(([name, schema]): [unknown, string][] =>
    isSchema(schema) ? [[schema, name]] : []
  )
);

/** Null: it has none. */
export function nameOf(schema: unknown): string | null {
  return NAMES.get(schema) ?? null;
}

export function referenceTo(name: string): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

/** The schemas that a description refers to, and those that they refer to. */
export function schemasFor(description: unknown): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const collect = (text: string): void => {
    for (const [schema, name] of NAMES) {
      if (!(name in found) && text.includes(`"${referenceTo(name).$ref}"`)) {
        found[name] = inside(schema);
        collect(JSON.stringify(found[name]));
      }
    }
  };
  collect(JSON.stringify(description));
  return found;
}

/** Objects and choices; a word or a number is sooner said than looked up. */
function isSchema(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    (('type' in value && value.type === 'object') || 'anyOf' in value)
  );
}

/** The schema itself, with references to others in it. */
function inside(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(member);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value).map(([key, one]) => [key, member(one)])
      )
    : value;
}

function member(value: unknown): unknown {
  const name = nameOf(value);
  return name === null ? inside(value) : referenceTo(name);
}
