/**
 * How many random trials a property test makes, and with which seed.
 */
const given = process.env['SCIENCEMESH_SEED'];

const seed =
  given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);

/** Parameters for `fc.assert`; a failure prints seed and counterexample. */
export const trials = {
  numRuns: Number(process.env['SCIENCEMESH_TRIALS'] ?? 10),
  seed
};

process.stdout.write(`SCIENCEMESH_SEED=${seed}\n`);
