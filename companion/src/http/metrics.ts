/**
 * What an operator can watch, in the Prometheus text format.
 */
import {
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  Registry
} from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/** What is asked for when somebody looks. */
export interface MetricSources {
  /** Edits that wait for their servers. */
  waitingEdits: () => number;
}

/** Makes a registry of its own, so that several can live in one process. */
export function createMetrics(sources?: MetricSources) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    providers: new Gauge({
      name: 'sciencemesh_provider_state',
      help: 'How each provider of shares is doing: 1 for its state, 0 for the others.',
      labelNames: ['provider', 'state'],
      registers
    }),
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
    gatewayCalls: new Counter({
      name: 'sciencemesh_gateway_calls_total',
      help: 'Calls of the CS3 gateway, by outcome: ok or the failure.',
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
      help: 'Servers of shares that do not answer and are left alone for now: 1, else 0.',
      labelNames: ['provider'],
      registers
    }),
    storageSeconds: new Histogram({
      name: 'sciencemesh_storage_answer_seconds',
      help: 'Time until a server of shares answers, without waiting for a turn.',
      labelNames: ['provider'],
      buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 120],
      registers
    }),
    outboxEdits: new Gauge({
      name: 'sciencemesh_outbox_edits',
      help: 'Edits that are kept here until their servers take them.',
      registers,
      collect() {
        this.set(sources?.waitingEdits() ?? 0);
      }
    }),
    siteQuestions: new Counter({
      name: 'sciencemesh_site_questions_total',
      help: 'Questions to batch systems about their queues and themselves, by site and question.',
      labelNames: ['site', 'question'],
      registers
    }),
    liveReads: new Counter({
      name: 'sciencemesh_job_live_reads_total',
      help: 'Reads of what running jobs print, asked of their site.',
      labelNames: ['site'],
      registers
    }),
    jobs: new Gauge({
      name: 'sciencemesh_jobs',
      help: 'Jobs in the list, by state.',
      labelNames: ['state'],
      registers
    }),
    publications: new Gauge({
      name: 'sciencemesh_publications',
      help: 'Publications in the list, by state.',
      labelNames: ['state'],
      registers
    }),
    publishedBytes: new Counter({
      name: 'sciencemesh_publication_sent_bytes_total',
      help: 'Bytes that repositories have taken.',
      registers
    }),
    repositoryFailures: new Counter({
      name: 'sciencemesh_repository_failures_total',
      help: 'Requests to repositories that came to nothing, by code.',
      labelNames: ['code'],
      registers
    }),
    eventClients: new Gauge({
      name: 'sciencemesh_event_clients',
      help: 'Pages that listen for events now.',
      registers
    })
  };
}
