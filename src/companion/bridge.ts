/**
 * How the companion is, as the bridge in the Jupyter server tells it.
 */
export interface IBridgeStatus {
  readonly state: 'starting' | 'running' | 'stopped' | 'failed';

  /**
   * A sentence for the person.
   */
  readonly message: string;

  /**
   * Stable name of what went wrong, e.g. `node-too-old`; null when nothing did.
   */
  readonly reason: string | null;
}

const STATES: readonly IBridgeStatus['state'][] = [
  'starting',
  'running',
  'stopped',
  'failed'
];

/**
 * Read the answer of `GET sciencemesh/status`; null when it is none.
 */
export function bridgeStatus(value: unknown): IBridgeStatus | null {
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  const { state, message, reason } = value as Record<string, unknown>;
  const known = STATES.find(one => one === state);
  return known
    ? {
        state: known,
        message: typeof message === 'string' ? message : '',
        reason: typeof reason === 'string' ? reason : null
      }
    : null;
}
