/**
 * How often a property is tried, and with which seed: `SCIENCEMESH_TRIALS` and
 * `SCIENCEMESH_SEED`. A failing property prints its seed.
 */
export function trials(): { numRuns: number; seed?: number } {
  const seed = process.env['SCIENCEMESH_SEED'];
  const count = Number(process.env['SCIENCEMESH_TRIALS'] ?? 10);
  return {
    numRuns: count,
    ...(seed === undefined ? {} : { seed: Number(seed) })
  };
}
