export { PackageSender } from './package-sender.ts';
export type { SentPackage } from './package-sender.ts';
export { basicOf, people } from './people.ts';
export type { Person } from './people.ts';
export { findRevad } from './process.ts';
export { Reva } from './reva.ts';
export type {
  RevaOptions,
  RevaShare,
  RevaShareOptions,
  SiteOptions
} from './reva.ts';
export { Sites } from './sites.ts';
export type { Received, SitesShareOptions } from './sites.ts';
