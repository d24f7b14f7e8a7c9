/**
 * Which implementation serves which kind of site.
 */
import type { FastifyBaseLogger } from 'fastify';
import type { SiteConfig } from 'sciencemesh-contract';
import type { BatchSystem } from '../compute/batch-system.ts';
import { createHtcondorSystem } from '../compute/htcondor/htcondor-system.ts';
import { createLocalSystem } from '../compute/local/local-system.ts';
import { createSlurmSystem } from '../compute/slurm/slurm-system.ts';
import { createSlurmrestdSystem } from '../compute/slurmrestd/slurmrestd-system.ts';

export interface SystemOptions {
  /** Absolute path of a folder of its own, made when it is needed. */
  folder: string;
  /** Python of this machine that has nbclient. */
  python: string;
  /** What programs of this machine are started with. */
  environment: Readonly<Record<string, string>>;
  logger: FastifyBaseLogger;
}

export type CreateSystem = (
  config: SiteConfig,
  options: SystemOptions
) => BatchSystem;

/** Makes the batch system of a site. */
export const createSystem: CreateSystem = (config, options) => {
  switch (config.kind) {
    case 'local':
      return createLocalSystem({ ...options, config });
    case 'slurm':
      return createSlurmSystem(config);
    case 'htcondor':
      return createHtcondorSystem(config, { logger: options.logger });
    case 'slurmrestd':
      return createSlurmrestdSystem(config);
  }
};

/** How often a site may be asked about jobs at the most, in seconds. */
export function lookSecondsOf({ kind, lookSeconds }: SiteConfig): number {
  return (
    lookSeconds ?? { htcondor: 60, slurm: 30, slurmrestd: 30, local: 1 }[kind]
  );
}
