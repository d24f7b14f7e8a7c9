/**
 * The sites that jobs can be sent to, as they were last seen.
 */
import { join } from 'node:path';
import type {
  DataWay,
  Site,
  SiteConfig,
  SiteList,
  SiteState
} from 'sciencemesh-contract';
import {
  BatchError,
  type BatchSystem,
  type SiteFacts
} from '../compute/batch-system.ts';
import { directWay } from './direct-inputs.ts';
import { carryingWay } from './input-plan.ts';
import { siteNotFound } from './problems.ts';
import type { CreateSystem, SystemOptions } from './site-registry.ts';
import { MOST_TASKS } from './sweep.ts';

/** What a site says about itself holds for so long. */
const FRESH_MILLISECONDS = 10 * 60_000;
const LOOK_MILLISECONDS = 60_000;

export interface SitesOptions {
  /** Offered in this order. */
  configs: readonly SiteConfig[];
  createSystem: CreateSystem;
  system: SystemOptions;
  /** Counts a question to a site. */
  onQuestion: (siteId: string, question: string) => void;
  /** For the log. */
  onTrouble: (error: unknown) => void;
}

/** A site that works, or has to be asked why not. */
export interface SiteEntry {
  config: SiteConfig;
  system: BatchSystem;
  name: string;
  /** Null until it was asked. */
  facts: SiteFacts | null;
}

interface KnownSite extends SiteEntry {
  state: SiteState;
  message: string | null;
  lookedAt: string | null;
  looking: Promise<void> | null;
}

const NAMES: Readonly<Record<SiteConfig['kind'], string>> = {
  htcondor: 'HTCondor',
  slurm: 'Slurm',
  slurmrestd: 'Slurm',
  local: 'This machine'
};

const NO_FACTS: SiteFacts = {
  version: null,
  tested: false,
  queues: [],
  accounts: [],
  gpus: false,
  can: { hold: false, arrays: false, dependencies: false, containers: false }
};

export class Sites {
  readonly #options: SitesOptions;
  readonly #sites = new Map<string, KnownSite>();
  readonly #listeners = new Set<(site: Site) => void>();
  readonly #closing = new AbortController();

  constructor(options: SitesOptions) {
    this.#options = options;
    for (const config of options.configs) {
      const { id, kind, name = NAMES[kind] } = config;
      const { system } = options;
      this.#sites.set(id, {
        config,
        name,
        system: options.createSystem(config, {
          ...system,
          folder: join(system.folder, id)
        }),
        facts: null,
        state: 'unknown',
        message: null,
        lookedAt: null,
        looking: null
      });
    }
  }

  /** What is known; those that nobody has asked for long are asked now. */
  list(): SiteList {
    for (const site of this.#sites.values()) {
      if (isStale(site)) {
        void this.#look(site);
      }
    }
    return { items: [...this.#sites.values()].map(toSite) };
  }

  /** @throws RequestProblem 404 */
  entry(id: string): SiteEntry {
    return this.#known(id);
  }

  /** Null for a site that is no longer configured. */
  find(id: string): SiteEntry | null {
    return this.#sites.get(id) ?? null;
  }

  all(): readonly SiteEntry[] {
    return [...this.#sites.values()];
  }

  toSite(id: string): Site {
    return toSite(this.#known(id));
  }

  /** Asks a site how it is, now. */
  async look(id: string): Promise<Site> {
    const site = this.#known(id);
    await this.#look(site);
    return toSite(site);
  }

  /** As `look`, where what is known is older than some minutes. */
  async fresh(id: string): Promise<Site> {
    const site = this.#known(id);
    return isStale(site) ? this.look(id) : toSite(site);
  }

  /** Learns from a question about jobs that was answered, or failed. */
  note(id: string, error: BatchError | null): void {
    const site = this.#sites.get(id);
    if (site === undefined) {
      return;
    }
    if (error === null) {
      this.#set(site, 'ready', null);
    } else {
      const state = stateAfter(error);
      if (state !== null) {
        this.#set(site, state, error.message);
      }
    }
  }

  onChange(listener: (site: Site) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#listeners.clear();
    await Promise.all(
      [...this.#sites.values()].map(async ({ looking, system }) => {
        await looking;
        await system.close();
      })
    );
  }

  #known(id: string): KnownSite {
    const site = this.#sites.get(id);
    if (site === undefined) {
      throw siteNotFound();
    }
    return site;
  }

  #look(site: KnownSite): Promise<void> {
    site.looking ??= this.#ask(site).finally(() => {
      site.looking = null;
    });
    return site.looking;
  }

  async #ask(site: KnownSite): Promise<void> {
    const signal = AbortSignal.any([
      this.#closing.signal,
      AbortSignal.timeout(LOOK_MILLISECONDS)
    ]);
    this.#options.onQuestion(site.config.id, 'describe');
    try {
      site.facts = await site.system.describe(signal);
      site.lookedAt = new Date().toISOString();
      this.#set(site, 'ready', null, true);
    } catch (error) {
      site.lookedAt = new Date().toISOString();
      if (error instanceof BatchError) {
        this.#set(site, stateAfter(error) ?? 'broken', error.message, true);
      } else {
        this.#options.onTrouble(error);
        this.#set(
          site,
          'broken',
          'The site cannot be asked. The log of the companion says more.',
          true
        );
      }
    }
  }

  #set(
    site: KnownSite,
    state: SiteState,
    message: string | null,
    always = false
  ): void {
    const changed = site.state !== state || site.message !== message;
    site.state = state;
    site.message = message;
    if ((changed || always) && !this.#closing.signal.aborted) {
      const shown = toSite(site);
      this.#listeners.forEach(listener => listener(shown));
    }
  }
}

/** What a failure says about the site as a whole; null: nothing. */
function stateAfter({ code }: BatchError): SiteState | null {
  switch (code) {
    case 'signed-out':
      return 'signed-out';
    case 'unreachable':
    case 'timeout':
    case 'busy':
      return 'unreachable';
    case 'broken':
    case 'unsupported':
      return 'broken';
    case 'refused':
    case 'not-found':
    case 'not-permitted':
    case 'no-space':
    case 'aborted':
      return null;
  }
}

function isStale({ lookedAt, state }: KnownSite): boolean {
  return (
    lookedAt === null ||
    state !== 'ready' ||
    Date.now() - Date.parse(lookedAt) > FRESH_MILLISECONDS
  );
}

function toSite({
  config,
  facts,
  lookedAt,
  message,
  name,
  state
}: KnownSite): Site {
  const { id, kind, container } = config;
  const { accounts, can, gpus, queues, tested, version } = facts ?? NO_FACTS;
  const ways = new Set<DataWay | null>([
    (config.sharedPaths ?? []).length > 0 ? 'path' : null,
    directWay(config),
    carryingWay(config),
    // Where files of shares are fetched, they may be brought here all the same.
    directWay(config) === null ? null : 'staging'
  ]);
  return {
    id,
    name,
    kind,
    state,
    message,
    signIn: state === 'signed-out' ? signInOf(config) : null,
    version,
    tested,
    queues: [...queues],
    accounts: [...accounts],
    gpus,
    tasks: config.tasks ?? MOST_TASKS,
    dataWays: [...ways].filter(way => way !== null),
    can: { ...can, containers: can.containers || container !== undefined },
    lookedAt
  };
}

function signInOf(config: SiteConfig): string | null {
  switch (config.kind) {
    case 'htcondor':
      return config.signIn ?? 'kinit';
    case 'slurm':
      return (
        config.signIn ??
        (config.ssh === undefined ? null : `ssh ${config.ssh.host}`)
      );
    case 'slurmrestd':
      return config.signIn ?? null;
    case 'local':
      return null;
  }
}
