/**
 * Sites: batch systems that jobs can be sent to, with what each allows.
 */
import { Type, type Static } from 'typebox';
import { Nullable, OneOf, Timestamp } from './scalars.ts';

export const SiteKind = OneOf(
  ['htcondor', 'slurm', 'slurmrestd', 'local'],
  '`local`: the machine of the companion itself, within bounds.'
);
export type SiteKind = Static<typeof SiteKind>;

/** Chosen by the administrator, or made from what was found on the PATH. */
export const SiteId = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
  description: 'Name of a site in the configuration.'
});

export const BySite = Type.Object({ id: SiteId });
export type BySite = Static<typeof BySite>;

export const SiteState = OneOf(
  ['ready', 'signed-out', 'unreachable', 'broken', 'unknown'],
  '`signed-out`: the login there has expired; `signIn` says how to renew it. `broken`: it answers, and cannot be used as configured. `unknown`: nobody has asked it yet.'
);
export type SiteState = Static<typeof SiteState>;

/**
 * A queue of a site: a partition of Slurm, a flavour of HTCondor at CERN. A
 * limit that is null is unknown or absent.
 */
export const SiteQueue = Type.Object({
  name: Type.String(),
  default: Type.Boolean(),
  open: Type.Boolean({ description: 'Takes jobs now.' }),
  seconds: Nullable(
    Type.Integer({ minimum: 1, description: 'Longest wall time.' })
  ),
  cpus: Nullable(
    Type.Integer({ minimum: 1, description: 'Processors of one machine.' })
  ),
  memoryMebibytes: Nullable(
    Type.Integer({ minimum: 1, description: 'Memory of one machine.' })
  ),
  gpus: Nullable(Type.Integer({ minimum: 0 })),
  idleCpus: Nullable(
    Type.Integer({ minimum: 0, description: 'Free at the last look.' })
  )
});
export type SiteQueue = Static<typeof SiteQueue>;

/** How the data of a job reaches the worker node. */
export const DataWay = OneOf(
  ['path', 'transfer', 'sftp', 'download', 'staging'],
  '`path`: a folder that both sides see (CephFS, EOS). `transfer`: the batch system carries the files. `sftp`: over SSH. `download`: the job fetches them from where they are. `staging`: the companion brings them into the folder of the job first.'
);
export type DataWay = Static<typeof DataWay>;

export const Site = Type.Object(
  {
    id: SiteId,
    name: Type.String({ description: 'As people know it.' }),
    kind: SiteKind,
    state: SiteState,
    message: Nullable(
      Type.String({ description: 'For the person, where not ready.' })
    ),
    signIn: Nullable(
      Type.String({
        description: 'Command that renews the login, to be typed in a terminal.'
      })
    ),
    version: Nullable(Type.String({ description: 'E.g. `24.11.5`.' })),
    tested: Type.Boolean({
      description: 'This release is one that the project runs its tests on.'
    }),
    queues: Type.Array(SiteQueue, {
      description: 'Empty where the site has none to choose from.'
    }),
    accounts: Type.Array(Type.String(), {
      description: 'Accounts that the person may charge; empty: none asked.'
    }),
    gpus: Type.Boolean({ description: 'Some machine has one.' }),
    tasks: Type.Integer({
      minimum: 1,
      description: 'Most tasks of one sweep.'
    }),
    dataWays: Type.Array(DataWay, { description: 'The best first.' }),
    can: Type.Object({
      hold: Type.Boolean(),
      arrays: Type.Boolean({ description: 'Many tasks in one job.' }),
      dependencies: Type.Boolean({ description: 'Start after another job.' }),
      containers: Type.Boolean()
    }),
    lookedAt: Nullable(Timestamp)
  },
  { description: 'A batch system with what it allows.' }
);
export type Site = Static<typeof Site>;

export const SiteList = Type.Object({ items: Type.Array(Site) });
export type SiteList = Static<typeof SiteList>;
