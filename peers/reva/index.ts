export { people } from './people.ts';
export type { Person } from './people.ts';
export { findRevad } from './process.ts';
export { Reva } from './reva.ts';
export type { RevaOptions, RevaShare, RevaShareOptions } from './reva.ts';
