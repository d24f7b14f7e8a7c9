export { findServers, startServer, KINDS } from './servers.ts';
export type { Kind, WebDavServer } from './servers.ts';
