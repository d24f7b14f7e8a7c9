/**
 * Slurm's commands on this machine, whose folders its nodes see.
 */
import type { SlurmSiteConfig } from 'sciencemesh-contract';
import { runCommand } from '../commands.ts';
import { VisibleFolders, type JobFolder } from '../visible-folders.ts';
import type { Host, HostCommand } from './host.ts';

export class ThisHost extends VisibleFolders implements Host {
  private readonly programs: string | null;

  constructor(config: Pick<SlurmSiteConfig, 'programs' | 'workFolder'>) {
    super(config.workFolder ?? null);
    this.programs = config.programs ?? null;
  }

  run(argv: readonly [string, ...string[]], options: HostCommand) {
    return runCommand(argv, {
      ...options,
      programs: argv[0].includes('/') ? null : this.programs,
      environment: { TZ: 'UTC' }
    });
  }

  pathOf(job: JobFolder): Promise<string> {
    return Promise.resolve(this.path(job));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
