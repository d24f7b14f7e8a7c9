/**
 * The configuration of sites, by the administrator; `sites.ts` is what people
 * see of it.
 */
import { Type, type Static } from 'typebox';
import { OneOf } from './scalars.ts';
import { SiteId } from './sites.ts';

const Seconds = Type.Integer({ minimum: 1 });
const Mebibytes = Type.Integer({ minimum: 1 });
const AbsolutePath = Type.String({ pattern: '^/', maxLength: 4096 });

/** A folder that this machine and the worker nodes both see. */
export const SharedPath = Type.Object(
  {
    here: AbsolutePath,
    there: Type.Optional(
      Type.String({
        pattern: '^/',
        description: 'Its path on the site; default the same.'
      })
    )
  },
  {
    additionalProperties: false,
    description:
      'A folder that both sides see, e.g. on CephFS or EOS. It is used once a marker file written here was read there.'
  }
);
export type SharedPath = Static<typeof SharedPath>;

const common = {
  id: SiteId,
  name: Type.Optional(
    Type.String({ minLength: 1, description: 'As people know it.' })
  ),
  python: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      description:
        'Command of the Python on the worker nodes that has nbclient; default `["python3"]`.'
    })
  ),
  setupScript: Type.Optional(
    Type.String({
      pattern: '^/',
      description: 'Sourced first in each job, e.g. a view on CVMFS.'
    })
  ),
  container: Type.Optional(
    Type.String({ minLength: 1, description: 'Image that jobs run in.' })
  ),
  sharedPaths: Type.Optional(Type.Array(SharedPath)),
  /** Values of the form where nothing better is known. */
  defaults: Type.Optional(
    Type.Object(
      {
        queue: Type.Optional(Type.String({ minLength: 1 })),
        account: Type.Optional(Type.String({ minLength: 1 })),
        cpus: Type.Optional(Type.Integer({ minimum: 1 })),
        memoryMebibytes: Type.Optional(Mebibytes),
        diskMebibytes: Type.Optional(Mebibytes),
        seconds: Type.Optional(Seconds)
      },
      { additionalProperties: false }
    )
  ),
  tasks: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 10_000,
      description: 'Most tasks of one sweep; default 10000.'
    })
  ),
  inputMebibytes: Type.Optional(
    Type.Integer({
      minimum: 1,
      description:
        'Most that is carried along with one job; more must be on a shared path. Default 1024.'
    })
  ),
  shareData: Type.Optional(
    OneOf(
      ['staging', 'token', 'secret'],
      'How files of shares reach jobs. `staging`: the companion brings them. `token`: jobs fetch them by themselves, where the server of the share gives tokens that end. `secret`: also with the secret of the share, which never ends. Default `token` with `credentialService`, else `staging`.'
    )
  ),
  lookSeconds: Type.Optional(
    Type.Integer({
      minimum: 1,
      description:
        'Between two questions about jobs, at the least; default 60 for HTCondor, 30 for Slurm, 1 here.'
    })
  )
};

export const HtcondorSiteConfig = Type.Object(
  {
    kind: Type.Literal('htcondor'),
    ...common,
    programs: Type.Optional(
      Type.String({
        pattern: '^/',
        description: 'Folder of `condor_submit`; default: the PATH.'
      })
    ),
    schedd: Type.Optional(
      Type.String({ minLength: 1, description: 'Name of a remote schedd.' })
    ),
    pool: Type.Optional(
      Type.String({ minLength: 1, description: 'Its collector.' })
    ),
    spool: Type.Optional(
      Type.Boolean({
        description:
          'Copy the files of a job into the schedd (`-spool`); default: only for a remote schedd.'
      })
    ),
    flavours: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Type.String({ pattern: '^[A-Za-z0-9_-]+$' }),
            seconds: Seconds
          },
          { additionalProperties: false }
        ),
        {
          description:
            "Classes of wall time, e.g. CERN's espresso to nextweek, from the shortest."
        }
      )
    ),
    flavourAttribute: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z][A-Za-z0-9_]*$',
        description:
          'Job attribute that names the flavour; default `JobFlavour`.'
      })
    ),
    runtimeAttribute: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z][A-Za-z0-9_]*$',
        description:
          'Job attribute of the wall time in seconds; default `MaxRuntime`.'
      })
    ),
    attributes: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]*$' }),
        Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
        {
          description:
            'Further job attributes, e.g. `{"SendCredential": true}`.'
        }
      )
    ),
    notBelow: Type.Optional(
      Type.Array(AbsolutePath, {
        description:
          'Folders whose files the schedd must not read, e.g. `/eos`; jobs from there are staged elsewhere first.'
      })
    ),
    credentialService: Type.Optional(
      Type.String({
        pattern: '^[a-z][a-z0-9]*$',
        description:
          'Name under which the credential daemon keeps tokens of shares, e.g. `ocm`: HTCondor itself then fetches the files of shares.'
      })
    ),
    signIn: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'Command that renews the login; default `kinit`.'
      })
    )
  },
  { additionalProperties: false }
);
export type HtcondorSiteConfig = Static<typeof HtcondorSiteConfig>;

export const SshConfig = Type.Object(
  {
    host: Type.String({ minLength: 1, pattern: '^[^-]' }),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
    user: Type.Optional(
      Type.String({ minLength: 1, pattern: '^[^-]', description: 'There.' })
    ),
    identity: Type.Optional(
      Type.String({
        pattern: '^/',
        description: "Private key; default: those of the person's own ssh."
      })
    ),
    knownHosts: Type.Optional(
      Type.String({
        pattern: '^/',
        description:
          "File with the host's key; default: the person's. An unknown host is never trusted."
      })
    )
  },
  { additionalProperties: false }
);
export type SshConfig = Static<typeof SshConfig>;

export const SlurmSiteConfig = Type.Object(
  {
    kind: Type.Literal('slurm'),
    ...common,
    programs: Type.Optional(
      Type.String({
        pattern: '^/',
        description: 'Folder of `sbatch`, here or there; default: the PATH.'
      })
    ),
    ssh: Type.Optional(SshConfig),
    workFolder: Type.Optional(
      Type.String({
        pattern: '^/',
        description:
          'Where the folders of jobs go on the site. Must be seen by its worker nodes. Default with SSH: `.sciencemesh/jobs` in the home there; without: the data folder of the companion.'
      })
    ),
    partitions: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        description: 'The ones that are offered; default all.'
      })
    ),
    signIn: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'Command that renews the login over SSH.'
      })
    )
  },
  { additionalProperties: false }
);
export type SlurmSiteConfig = Static<typeof SlurmSiteConfig>;

export const SlurmrestdSiteConfig = Type.Object(
  {
    kind: Type.Literal('slurmrestd'),
    ...common,
    url: Type.String({
      pattern: '^(https?://|unix:/)',
      description: 'Address of slurmrestd, or `unix:` and its socket.'
    }),
    user: Type.Optional(Type.String({ minLength: 1 })),
    tokenFile: Type.Optional(
      Type.String({
        pattern: '^/',
        description: 'The JSON Web Token of the person; read on each use.'
      })
    ),
    tokenCommand: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        minItems: 1,
        description:
          'Prints a token, e.g. `["scontrol", "token", "lifespan=3600"]`.'
      })
    ),
    workFolder: Type.Optional(
      Type.String({
        pattern: '^/',
        description:
          'Where the folders of jobs go; a folder that the worker nodes see. Default: the data folder of the companion.'
      })
    ),
    partitions: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
    signIn: Type.Optional(Type.String({ minLength: 1 }))
  },
  { additionalProperties: false }
);
export type SlurmrestdSiteConfig = Static<typeof SlurmrestdSiteConfig>;

export const LocalSiteConfig = Type.Object(
  {
    kind: Type.Literal('local'),
    ...common,
    cpus: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'All jobs together; default half of the machine.'
      })
    ),
    memoryMebibytes: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'All jobs together; default half of the machine.'
      })
    ),
    seconds: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Longest job; default a day.' })
    )
  },
  { additionalProperties: false }
);
export type LocalSiteConfig = Static<typeof LocalSiteConfig>;

export const SiteConfig = Type.Union([
  HtcondorSiteConfig,
  SlurmSiteConfig,
  SlurmrestdSiteConfig,
  LocalSiteConfig
]);
export type SiteConfig = Static<typeof SiteConfig>;

export const ComputeConfig = Type.Object(
  {
    sites: Type.Optional(
      Type.Array(SiteConfig, { description: 'Offered in this order.' })
    ),
    find: Type.Optional(
      Type.Boolean({
        description:
          'Also offer what is found on the PATH (`condor_submit`, `sbatch`); default true.'
      })
    ),
    local: Type.Optional(
      OneOf(
        ['offer', 'hide'],
        'Jobs on the machine of the companion itself; default `offer`.'
      )
    ),
    folder: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          "Where results go, relative to Jupyter's root; default `Jobs` in the folder of `workspace`."
      })
    )
  },
  { additionalProperties: false, description: 'Where jobs can be sent.' }
);
export type ComputeConfig = Static<typeof ComputeConfig>;
