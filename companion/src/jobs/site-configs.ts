/**
 * Which sites are offered: those that the administrator has named, those whose
 * programs are on the PATH, and this machine.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { SiteConfig } from 'sciencemesh-contract';

/** Programs that show that a batch system can be used from here. */
const PROGRAMS: readonly { program: string; site: SiteConfig }[] = [
  {
    program: 'condor_submit',
    site: { kind: 'htcondor', id: 'htcondor', name: 'HTCondor' }
  },
  { program: 'sbatch', site: { kind: 'slurm', id: 'slurm', name: 'Slurm' } }
];

export interface OfferedSites {
  sites: readonly SiteConfig[];
  find: boolean;
  local: boolean;
}

/** Each kind is found only where nobody has configured one. */
export function siteConfigs(
  { sites, find, local }: OfferedSites,
  /** Python of this machine that has nbclient. */
  python: string,
  path = process.env['PATH'] ?? ''
): SiteConfig[] {
  const configured = sites.map(site =>
    site.kind === 'local' && site.python === undefined
      ? { ...site, python: [python] }
      : site
  );
  const kinds = new Set(configured.map(({ kind }) => kind));
  const ids = new Set(configured.map(({ id }) => id));
  const found = PROGRAMS.filter(
    ({ program, site }) =>
      find &&
      !kinds.has(site.kind) &&
      !ids.has(site.id) &&
      isOnPath(program, path)
  ).map(({ site }) => site);
  const here: SiteConfig[] =
    local && !kinds.has('local') && !ids.has('local')
      ? [{ kind: 'local', id: 'local', python: [python] }]
      : [];
  return [...configured, ...found, ...here];
}

function isOnPath(program: string, path: string): boolean {
  return path.split(delimiter).some(folder => {
    const file = join(folder, program);
    try {
      accessSync(file, constants.X_OK);
      return folder.startsWith('/') && statSync(file).isFile();
    } catch {
      return false;
    }
  });
}
