/**
 * Jobs: notebooks, scripts and workflows that run on a site.
 */
import { Type, type Static } from 'typebox';
import { ParameterValue } from './packages.ts';
import { Bytes, Identifier, Nullable, OneOf, Timestamp } from './scalars.ts';
import { DataWay, SiteId, SiteKind } from './sites.ts';

/** As JupyterLab names it: relative to the root, or `ScienceMesh:` and a path. */
const JupyterPath = Type.String({
  minLength: 1,
  maxLength: 4096,
  description:
    'As JupyterLab names it: relative to the Jupyter root, or `ScienceMesh:` and a path of the drive.'
});

/** What is to run. The folder it lies in is where it runs. */
export const JobSource = Type.Union(
  [
    Type.Object(
      { kind: Type.Literal('notebook'), path: JupyterPath },
      { additionalProperties: false }
    ),
    Type.Object(
      {
        kind: Type.Literal('script'),
        path: JupyterPath,
        arguments: Type.Array(Type.String({ maxLength: 16_384 }), {
          maxItems: 1000,
          description: 'Handed over as they are; no shell reads them.'
        })
      },
      { additionalProperties: false }
    ),
    Type.Object(
      {
        kind: Type.Literal('workflow'),
        engine: OneOf(['cwl', 'snakemake', 'nextflow'], 'What executes it.'),
        path: JupyterPath
      },
      { additionalProperties: false }
    )
  ],
  { description: 'A notebook, a script or a workflow.' }
);
export type JobSource = Static<typeof JobSource>;

/**
 * What a form is asked for: a file, a folder (its only notebook or script), or
 * a package, whose main part is taken from its newest working copy.
 */
export const JobSubject = Type.Union([
  Type.Object({ path: JupyterPath }, { additionalProperties: false }),
  Type.Object({ packageId: Identifier }, { additionalProperties: false })
]);
export type JobSubject = Static<typeof JobSubject>;

const onSite = {
  siteId: Type.Optional(SiteId)
};

/** A subject, and the site that was chosen; without one, the first that works. */
export const JobFormRequest = Type.Union([
  Type.Object(
    { path: JupyterPath, ...onSite },
    { additionalProperties: false }
  ),
  Type.Object(
    { packageId: Identifier, ...onSite },
    { additionalProperties: false }
  )
]);
export type JobFormRequest = Static<typeof JobFormRequest>;

export const JobParameterType = OneOf(
  ['string', 'integer', 'number', 'boolean', 'list', 'none'],
  'How a value is written in the language of the kernel.'
);
export type JobParameterType = Static<typeof JobParameterType>;

/** A typed value for one variable of the notebook; never code. */
export const JobParameter = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 256 }),
    type: JobParameterType,
    value: ParameterValue
  },
  { additionalProperties: false }
);
export type JobParameter = Static<typeof JobParameter>;

/** Values that one parameter takes, one task each (or each combination). */
export const SweepAxis = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 256 }),
    type: JobParameterType,
    values: Type.Array(ParameterValue, { minItems: 1, maxItems: 10_000 })
  },
  { additionalProperties: false }
);
export type SweepAxis = Static<typeof SweepAxis>;

export const Sweep = Type.Object(
  {
    axes: Type.Array(SweepAxis, { minItems: 1, maxItems: 16 }),
    combine: OneOf(
      ['grid', 'rows'],
      '`grid`: every combination. `rows`: the first values together, then the second ones; all axes are equally long.'
    ),
    atOnce: Nullable(
      Type.Integer({ minimum: 1, description: 'Tasks that run together.' })
    )
  },
  { additionalProperties: false }
);
export type Sweep = Static<typeof Sweep>;

export const JobResources = Type.Object(
  {
    queue: Nullable(Type.String({ minLength: 1, maxLength: 256 })),
    account: Nullable(Type.String({ minLength: 1, maxLength: 256 })),
    cpus: Type.Integer({ minimum: 1, maximum: 65_536 }),
    memoryMebibytes: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
    diskMebibytes: Nullable(
      Type.Integer({ minimum: 1, maximum: 1_000_000_000 })
    ),
    gpus: Type.Integer({ minimum: 0, maximum: 1024 }),
    seconds: Type.Integer({
      minimum: 1,
      maximum: 31_536_000,
      description: 'Wall time; the job stops by itself before it is over.'
    })
  },
  { additionalProperties: false }
);
export type JobResources = Static<typeof JobResources>;

/** What must be there before the job starts to work. */
export const JobEnvironment = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('site', {
        description: "The site's own Python, or what its settings name."
      })
    },
    { additionalProperties: false }
  ),
  Type.Object(
    {
      kind: Type.Literal('setup-script', {
        description: 'A script that is sourced first, e.g. a view on CVMFS.'
      }),
      path: Type.String({ minLength: 1, maxLength: 4096, pattern: '^/' })
    },
    { additionalProperties: false }
  ),
  Type.Object(
    {
      kind: Type.Literal('container'),
      image: Type.String({ minLength: 1, maxLength: 4096 })
    },
    { additionalProperties: false }
  )
]);
export type JobEnvironment = Static<typeof JobEnvironment>;

/** Which files go along, and how. */
export const JobInputs = Type.Object(
  {
    /** Null: the best that the site allows. */
    way: Nullable(DataWay),
    select: OneOf(
      ['folder', 'listed', 'none'],
      '`folder`: everything beside the notebook. `listed`: `paths`.'
    ),
    paths: Type.Array(Type.String({ minLength: 1, maxLength: 4096 }), {
      maxItems: 100_000,
      description: 'Relative to the folder of the source.'
    })
  },
  { additionalProperties: false }
);
export type JobInputs = Static<typeof JobInputs>;

/** Everything that the submit form holds. */
export const JobDraft = Type.Object(
  {
    siteId: SiteId,
    name: Type.String({ minLength: 1, maxLength: 200 }),
    source: JobSource,
    kernel: Nullable(
      Type.String({ maxLength: 256, description: 'Of a notebook.' })
    ),
    parameters: Type.Array(JobParameter, { maxItems: 1000 }),
    sweep: Nullable(Sweep),
    resources: JobResources,
    environment: JobEnvironment,
    inputs: JobInputs,
    outputs: Type.Array(Type.String({ minLength: 1, maxLength: 1024 }), {
      maxItems: 1000,
      description:
        'Patterns of files to bring back; empty: all that are new or changed.'
    }),
    /** The job makes a folder of its own in it. */
    results: JupyterPath,
    after: Type.Array(Identifier, {
      maxItems: 100,
      description: 'Jobs that must have succeeded first, on the same site.'
    }),
    script: Nullable(
      Type.String({
        maxLength: 1_000_000,
        description: 'What the person has made of the script; null: ours.'
      })
    )
  },
  { additionalProperties: false, description: 'A job before it is sent.' }
);
export type JobDraft = Static<typeof JobDraft>;

/** Something that was found about a draft before anything is sent. */
export const JobFinding = Type.Object({
  level: OneOf(
    ['error', 'warning', 'note'],
    '`error`: it would not run; submitting is refused.'
  ),
  code: Type.String({ description: 'Stable, e.g. `walltime-over-limit`.' }),
  field: Nullable(
    Type.String({
      description: 'Member of the draft it is about, e.g. `resources.seconds`.'
    })
  ),
  message: Type.String({ description: 'What is wrong and what to do.' })
});
export type JobFinding = Static<typeof JobFinding>;

/** A file that would go along. */
export const JobInputFile = Type.Object({
  path: Type.String(),
  size: Nullable(Bytes),
  way: DataWay
});
export type JobInputFile = Static<typeof JobInputFile>;

/** A form, mostly filled. */
export const JobForm = Type.Object({
  draft: JobDraft,
  declared: Type.Array(
    Type.Object({
      name: Type.String(),
      type: JobParameterType,
      value: ParameterValue,
      description: Nullable(Type.String())
    }),
    { description: 'Parameters that the notebook or the package names.' }
  ),
  kernels: Type.Array(
    Type.Object({ name: Type.String(), displayName: Type.String() })
  ),
  reasons: Type.Record(Type.String(), Type.String(), {
    description:
      'Why a field has its value, by its name: "from the package", "as last time".'
  }),
  findings: Type.Array(JobFinding)
});
export type JobForm = Static<typeof JobForm>;

/** A dry run: what would be sent, and what is wrong with it. */
export const JobCheck = Type.Object({
  script: Type.String({ description: 'As it would be submitted.' }),
  language: OneOf(['htcondor', 'bash', 'json'], 'Of the script.'),
  tasks: Type.Integer({ minimum: 1 }),
  inputs: Type.Array(JobInputFile, { description: 'The first 1000.' }),
  inputFiles: Type.Integer({ minimum: 0 }),
  inputBytes: Bytes,
  way: Nullable(DataWay),
  why: Type.String({ description: 'Why the data goes that way.' }),
  findings: Type.Array(JobFinding)
});
export type JobCheck = Static<typeof JobCheck>;

export const JobRequest = Type.Object(
  {
    draft: JobDraft,
    key: Type.String({
      minLength: 8,
      maxLength: 64,
      pattern: '^[A-Za-z0-9-]+$',
      description:
        'Made by the page for this click: asked again with the same key, the same job is answered and none is made.'
    })
  },
  { additionalProperties: false }
);
export type JobRequest = Static<typeof JobRequest>;

export const JobState = OneOf(
  [
    'preparing',
    'submitting',
    'unsure',
    'waiting',
    'held',
    'running',
    'suspended',
    'collecting',
    'done',
    'failed',
    'cancelled',
    'lost'
  ],
  '`preparing`: data is brought where the site finds it. `unsure`: the answer to the submission was lost, the site is being asked. `collecting`: it has ended, results are on their way. `lost`: the site knows it no more, and it left nothing.'
);
export type JobState = Static<typeof JobState>;

export const JobAction = OneOf(
  ['hold', 'release', 'cancel', 'collect', 'rerun', 'forget'],
  'What the person can do with it now. `collect`: bring the results again.'
);
export type JobAction = Static<typeof JobAction>;

/** Measured where the job ran; null where nothing measured it. */
export const JobUsage = Type.Object({
  wallSeconds: Nullable(Type.Number({ minimum: 0 })),
  cpuSeconds: Nullable(Type.Number({ minimum: 0 })),
  peakMemoryMebibytes: Nullable(Type.Number({ minimum: 0 }))
});
export type JobUsage = Static<typeof JobUsage>;

/** How far a notebook is. */
export const JobProgress = Type.Object({
  cells: Type.Integer({ minimum: 0, description: 'Code cells.' }),
  done: Type.Integer({ minimum: 0 }),
  current: Nullable(
    Type.Object({
      cell: Type.Integer({
        minimum: 0,
        description: 'Position among all cells of the notebook, from 0.'
      }),
      startedAt: Timestamp
    })
  ),
  heardAt: Timestamp
});
export type JobProgress = Static<typeof JobProgress>;

const ended = {
  startedAt: Nullable(Timestamp),
  endedAt: Nullable(Timestamp),
  exitCode: Nullable(Type.Integer()),
  exitSignal: Nullable(Type.Integer()),
  message: Nullable(
    Type.String({ description: 'For the person: what happened, or why.' })
  ),
  advice: Nullable(Type.String({ description: 'What to do about it.' })),
  usage: JobUsage,
  progress: Nullable(JobProgress),
  notebook: Nullable(
    Type.String({ description: 'The executed notebook, as Jupyter names it.' })
  )
};

export const Job = Type.Object(
  {
    id: Identifier,
    name: Type.String(),
    siteId: SiteId,
    siteName: Type.String(),
    siteKind: SiteKind,
    source: JobSource,
    state: JobState,
    stateSince: Timestamp,
    systemId: Nullable(
      Type.String({ description: 'What the site calls it, e.g. `1234.0`.' })
    ),
    queue: Nullable(Type.String()),
    createdAt: Timestamp,
    submittedAt: Nullable(Timestamp),
    knownAt: Nullable(
      Type.String({
        description:
          'When the site last told about it; old while the site is away.'
      })
    ),
    resources: JobResources,
    tasks: Type.Object(
      {
        total: Type.Integer({ minimum: 1 }),
        waiting: Type.Integer({ minimum: 0 }),
        held: Type.Integer({ minimum: 0 }),
        running: Type.Integer({ minimum: 0 }),
        done: Type.Integer({ minimum: 0 }),
        failed: Type.Integer({ minimum: 0 }),
        cancelled: Type.Integer({ minimum: 0 })
      },
      { description: 'One for a plain job; many for a sweep.' }
    ),
    results: Nullable(
      Type.String({ description: 'Folder of what came back.' })
    ),
    provenance: Nullable(
      Type.String({ description: 'The run crate, as Jupyter names it.' })
    ),
    actions: Type.Array(JobAction),
    seen: Type.Boolean({ description: 'Its end has been looked at.' }),
    ...ended
  },
  { description: 'A job on a site.' }
);
export type Job = Static<typeof Job>;

/** One task of a sweep; a plain job has one, number 0. */
export const JobTask = Type.Object({
  index: Type.Integer({ minimum: 0 }),
  state: JobState,
  parameters: Type.Array(JobParameter),
  picture: Nullable(
    Type.String({
      description:
        'Path of the last image that it made, as Jupyter names it: a file, or of a sweep also the last figure of its notebook.'
    })
  ),
  ...ended
});
export type JobTask = Static<typeof JobTask>;

export const JobTaskList = Type.Object({ items: Type.Array(JobTask) });
export type JobTaskList = Static<typeof JobTaskList>;

export const JobQuery = Type.Object({
  site: Type.Optional(SiteId),
  state: Type.Optional(
    OneOf(['active', 'ended'], 'Jobs that are under way, or over.')
  ),
  search: Type.Optional(Type.String({ maxLength: 256 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20_000 })),
  before: Type.Optional(
    Type.String({ description: '`createdAt` of the last one that is known.' })
  )
});
export type JobQuery = Static<typeof JobQuery>;

export const JobList = Type.Object({
  items: Type.Array(Job),
  total: Type.Integer({ minimum: 0 })
});
export type JobList = Static<typeof JobList>;

/** What happened to a job when; the picture of its life is drawn from it. */
export const JobHistory = Type.Object({
  items: Type.Array(
    Type.Object({
      at: Timestamp,
      task: Nullable(Type.Integer({ minimum: 0 })),
      state: JobState,
      message: Nullable(Type.String())
    })
  ),
  cells: Type.Array(
    Type.Object({
      task: Type.Integer({ minimum: 0 }),
      cell: Type.Integer({ minimum: 0 }),
      startedAt: Timestamp,
      seconds: Nullable(Type.Number({ minimum: 0 })),
      failed: Type.Boolean()
    })
  )
});
export type JobHistory = Static<typeof JobHistory>;

export const JobOutputQuery = Type.Object({
  task: Type.Optional(Type.Integer({ minimum: 0 })),
  stream: OneOf(['stdout', 'stderr'], 'Which of the two.'),
  from: Type.Optional(
    Type.Integer({ minimum: 0, description: 'Byte to begin at.' })
  )
});
export type JobOutputQuery = Static<typeof JobOutputQuery>;

/** Which task's notebook; that of a plain job is number 0. */
export const JobNotebookQuery = Type.Object({
  task: Type.Optional(Type.Integer({ minimum: 0 }))
});
export type JobNotebookQuery = Static<typeof JobNotebookQuery>;

/** Why a job waits, at length. */
export const JobExplanation = Type.Object({
  text: Type.String({ description: 'Several lines, in part by the site.' })
});
export type JobExplanation = Static<typeof JobExplanation>;

/** A piece of what a job prints. */
export const JobOutput = Type.Object({
  text: Type.String(),
  from: Type.Integer({ minimum: 0 }),
  next: Type.Integer({ minimum: 0, description: 'Byte to go on with.' }),
  more: Type.Boolean({ description: 'There is more already.' }),
  live: Type.Boolean({ description: 'The job still runs.' }),
  skipped: Bytes,
  message: Nullable(
    Type.String({ description: 'Why there is nothing (new) to show.' })
  )
});
export type JobOutput = Static<typeof JobOutput>;

/** Results that are here, and what the job still has. */
export const JobFile = Type.Object({
  path: Type.String({ description: 'In the folder of the results.' }),
  size: Bytes,
  sha256: Nullable(Type.String()),
  task: Nullable(Type.Integer({ minimum: 0 })),
  here: Type.Boolean()
});
export type JobFile = Static<typeof JobFile>;

export const JobFileList = Type.Object({ items: Type.Array(JobFile) });
export type JobFileList = Static<typeof JobFileList>;

/** The text that was submitted. */
export const JobScript = Type.Object({
  script: Type.String(),
  language: OneOf(['htcondor', 'bash', 'json'], 'Of the script.')
});
export type JobScript = Static<typeof JobScript>;

/** Hold, release and cancel: the whole job, or some of its tasks. */
export const JobActionRequest = Type.Object(
  {
    tasks: Type.Optional(
      Type.Array(Type.Integer({ minimum: 0 }), { maxItems: 10_000 })
    )
  },
  { additionalProperties: false }
);
export type JobActionRequest = Static<typeof JobActionRequest>;

export const ForgetQuery = Type.Object({
  files: OneOf(['keep', 'delete'], 'What happens to the folder of results.')
});
export type ForgetQuery = Static<typeof ForgetQuery>;
