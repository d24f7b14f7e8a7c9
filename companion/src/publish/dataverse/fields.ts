/**
 * Fields of Dataverse's metadata blocks as its JSON has them.
 *
 * Source: IQSS/dataverse `scripts/api/data/metadatablocks/citation.tsv`.
 */
import type { Json } from '../http/answers.ts';

/** A text, or several. */
export function primitive(
  typeName: string,
  value: string | readonly string[]
): Json {
  return {
    typeName,
    typeClass: 'primitive',
    multiple: typeof value !== 'string',
    value
  };
}

/** One word of a list that the installation has, or several. */
export function chosen(
  typeName: string,
  value: string | readonly string[]
): Json {
  return { ...primitive(typeName, value), typeClass: 'controlledVocabulary' };
}

/** Fields that belong together, once or several times. */
export function compound(
  typeName: string,
  values: readonly (readonly Json[])[]
): Json {
  return {
    typeName,
    typeClass: 'compound',
    multiple: true,
    value: values.map(fields =>
      Object.fromEntries(fields.map(field => [String(field.typeName), field]))
    )
  };
}

/** A field for each text that there is. */
export function texts(
  values: Readonly<Record<string, string | undefined>>
): Json[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [primitive(name, value)]
  );
}
