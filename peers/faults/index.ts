export { FaultProxy, FAULTS } from './proxy.ts';
export type { Choice, Fault } from './proxy.ts';
