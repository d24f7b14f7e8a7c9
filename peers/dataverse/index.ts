export { Dataverse } from './dataverse.ts';
export type { LockReason } from './dataset.ts';
export type { Fault, FaultKind } from './faults.ts';
export type { Role } from './people.ts';
export type { DataverseOptions } from './settings.ts';
