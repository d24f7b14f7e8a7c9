/**
 * What a pool is and allows.
 */
import type { HtcondorSiteConfig, SiteQueue } from 'sciencemesh-contract';
import type { SiteFacts } from '../batch-system.ts';
import { numberOf, parseAds, textOf, type Ad } from './ads.ts';
import { failureOf, type Programs } from './programs.ts';

/** Releases that the project's own tests run on. */
const TESTED = /^(?:23\.9|25\.14)\./;

/** The most that one machine of the pool has; null: nobody knows. */
export interface Machines {
  cpus: number | null;
  memoryMebibytes: number | null;
  gpus: number | null;
  idleCpus: number | null;
}

/** Asks the collector; slots that were split off a machine are left out. */
export async function askMachines(
  programs: Programs,
  config: HtcondorSiteConfig,
  signal: AbortSignal
): Promise<Machines> {
  const result = await programs.pool(
    'condor_status',
    [
      ...['-json', '-attributes', 'Cpus,TotalCpus,TotalMemory,TotalGPUs,State'],
      ...['-constraint', 'DynamicSlot =!= true']
    ],
    { signal }
  );
  if (result.code !== 0) {
    throw failureOf('condor_status', result, config);
  }
  const ads = parseAds(result.stdout, 'condor_status');
  const idle = ads
    .filter(ad => textOf(ad, 'State') === 'Unclaimed')
    .reduce((sum, ad) => sum + (numberOf(ad, 'Cpus') ?? 0), 0);
  return {
    cpus: most(ads, 'TotalCpus'),
    memoryMebibytes: most(ads, 'TotalMemory'),
    gpus: most(ads, 'TotalGpus') ?? most(ads, 'TotalGPUs'),
    idleCpus: ads.length === 0 ? null : Math.floor(idle)
  };
}

export async function describeSite(
  programs: Programs,
  config: HtcondorSiteConfig,
  signal: AbortSignal
): Promise<SiteFacts> {
  const [version, machines, totals] = await Promise.all([
    programs.pool('condor_version', [], { signal }),
    askMachines(programs, config, signal),
    programs.schedd('condor_q', ['-totals'], { signal })
  ]);
  if (totals.code !== 0) {
    throw failureOf('condor_q', totals, config);
  }
  const release =
    /\$CondorVersion: (\d+\.\d+\.\d+)/.exec(version.stdout)?.[1] ?? null;
  return {
    version: release,
    tested: release !== null && TESTED.test(release),
    queues: flavourQueues(config, machines),
    accounts: [],
    gpus: (machines.gpus ?? 0) > 0,
    can: { hold: true, arrays: true, dependencies: false, containers: true }
  };
}

function flavourQueues(
  config: HtcondorSiteConfig,
  machines: Machines
): SiteQueue[] {
  const flavours = config.flavours ?? [];
  const usual = config.defaults?.queue ?? flavours[0]?.name;
  return flavours.map(({ name, seconds }) => ({
    name,
    default: name === usual,
    open: true,
    seconds,
    ...machines
  }));
}

function most(ads: readonly Ad[], attribute: string): number | null {
  const found = ads
    .map(ad => numberOf(ad, attribute))
    .filter(value => value !== null);
  return found.length === 0 ? null : Math.floor(Math.max(...found));
}
