import type { Metrics } from '../http/metrics.ts';
import type { ShareStore } from '../store/shares.ts';
import type { OcmSettings } from './settings.ts';

/** What the routes of the OCM node work with. */
export interface OcmContext {
  settings: OcmSettings;
  shares: ShareStore;
  metrics: Metrics;
}
