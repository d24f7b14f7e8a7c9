import type { Share } from 'sciencemesh-contract';
import type { Metrics } from '../http/metrics.ts';
import type { ShareStore } from '../store/shares.ts';
import type { OcmSettings } from './settings.ts';

/** What the routes of the OCM node work with. */
export interface OcmContext {
  settings: OcmSettings;
  shares: ShareStore;
  metrics: Metrics;
  /** Somebody says that a share was withdrawn: whether it is there may be asked. */
  onRumour?: (share: Share) => void;
}
