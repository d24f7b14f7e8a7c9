export { Repository } from './repository.ts';
export type { ArchiveFormat } from './repository.ts';
export { GitServer } from './server.ts';
