/**
 * The graph of an RO-Crate metadata document, read tolerantly.
 *
 * Works on compacted keys, so RO-Crate 1.0 to 1.3 read alike: their contexts
 * differ only in the expanded form (RO-Crate 1.3, section "Context").
 */

/** One node of the graph with its keys as they came. */
export type Entity = Readonly<Record<string, unknown>> & {
  readonly '@id': string;
};

export interface Crate {
  /** The document as it came. */
  document: unknown;
  /** Every entity by id; duplicates are merged. */
  entities: ReadonlyMap<string, Entity>;
  root: Entity;
  descriptor: Entity | null;
}
