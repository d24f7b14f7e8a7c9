/**
 * Without what is undefined, and without empty lists: what is read back has
 * no fields of which nothing was said.
 */
export function filled<T extends object>(fields: T): T {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) =>
        value !== undefined && !(Array.isArray(value) && value.length === 0)
    )
  ) as T;
}
