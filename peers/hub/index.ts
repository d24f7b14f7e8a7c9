export { findHub, Hub } from './hub.ts';
export type { HubSettings, ServerEnvironment } from './hub.ts';
