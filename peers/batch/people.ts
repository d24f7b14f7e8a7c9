/** Who has an account on the batch systems, by name and number. */
export const people = { alice: 2001, bob: 2002 } as const;

export type Person = keyof typeof people;

/** Who commands can be run as. */
export type User = Person | 'root' | 'condor' | 'slurm' | 'munge' | 'nobody';
