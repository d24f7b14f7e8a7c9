/**
 * The one thing that browser and companion share: schemas of the REST API, of
 * its events and of the configuration. Types, validation and OpenAPI all come
 * from here; the browser imports the types only.
 */
export * from './cernbox-config.ts';
export * from './check.ts';
export * from './config.ts';
export * from './contents.ts';
export * from './copies.ts';
export * from './events.ts';
export * from './gathered-metadata.ts';
export * from './jobs.ts';
export * from './kernels.ts';
export * from './kept.ts';
export * from './mirrors.ts';
export * from './node.ts';
export * from './ocm.ts';
export * from './packages.ts';
export * from './providers.ts';
export * from './publication-files.ts';
export * from './publication-metadata.ts';
export * from './publication-plan.ts';
export * from './publications.ts';
export * from './publish-config.ts';
export * from './repositories.ts';
export * from './scalars.ts';
export * from './search.ts';
export * from './shares.ts';
export * from './site-config.ts';
export * from './sites.ts';
export * from './transfers.ts';
export * from './worker.ts';
