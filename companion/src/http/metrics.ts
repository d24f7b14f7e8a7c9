/**
 * What an operator can watch, in the Prometheus text format.
 */
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/** Makes a registry of its own, so that several can live in one process. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    sharesReceived: new Counter({
      name: 'sciencemesh_shares_received_total',
      help: 'Shares that were received and kept, by kind.',
      labelNames: ['kind'],
      registers
    }),
    requestsRefused: new Counter({
      name: 'sciencemesh_ocm_requests_refused_total',
      help: 'Requests to the OCM node that were refused, by reason.',
      labelNames: ['reason'],
      registers
    }),
    notificationsReceived: new Counter({
      name: 'sciencemesh_ocm_notifications_received_total',
      help: 'Notifications of senders that were understood, by type.',
      labelNames: ['type'],
      registers
    }),
    deliveries: new Counter({
      name: 'sciencemesh_deliveries_total',
      help: 'Attempts to tell a sender of a decision, by outcome.',
      labelNames: ['outcome'],
      registers
    }),
    transfers: new Counter({
      name: 'sciencemesh_transfers_total',
      help: 'Transfers that came to an end, by state.',
      labelNames: ['state'],
      registers
    }),
    outboundRequests: new Counter({
      name: 'sciencemesh_outbound_requests_total',
      help: 'Requests to other hosts, by outcome: status class or failure.',
      labelNames: ['outcome'],
      registers
    }),
    storageRequests: new Counter({
      name: 'sciencemesh_storage_requests_total',
      help: 'Requests to the files of shares, by outcome: ok or the failure.',
      labelNames: ['outcome'],
      registers
    }),
    storageBreakers: new Gauge({
      name: 'sciencemesh_storage_breakers_open',
      help: 'Servers of shares that do not answer and are left alone for now.',
      registers
    }),
    eventClients: new Gauge({
      name: 'sciencemesh_event_clients',
      help: 'Pages that listen for events now.',
      registers
    })
  };
}
