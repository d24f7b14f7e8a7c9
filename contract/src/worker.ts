/**
 * What a batch job is told and what it tells: the order that lies in its
 * folder, the lines that it prints while it runs, and the manifest that it
 * leaves. `jupyterlab_sciencemesh/worker/README.md` explains them.
 */
import { Type, type Static } from 'typebox';
import { Bytes, Identifier, Nullable, OneOf, Timestamp } from './scalars.ts';

const closed = { additionalProperties: false };

/** Seconds, with fractions. */
const Seconds = Type.Number({ minimum: 0, description: 'Seconds.' });

const Sha256 = Type.String({
  pattern: '^[0-9a-f]{64}$',
  description: 'SHA-256 in hexadecimal.'
});

/** A name inside the job's folder: any text that a file system takes. */
const PathInJob = Type.String({
  minLength: 1,
  maxLength: 4096,
  pattern: '^(?!/)(?!(?:[^\\u0000]*/)?\\.\\.(?:/|$))[^\\u0000]+$',
  description: "Path below the job's folder; no leading slash, no `..`."
});

/**
 * Stands in submit descriptions, some of which cannot quote: the plainest
 * characters only.
 */
const FixedName = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$',
  description: 'Name of a file of letters, digits, dot, dash and underscore.'
});

export const WorkerParameterType = OneOf(
  ['integer', 'number', 'boolean', 'string', 'list', 'object', 'null'],
  'What the value is.'
);
export type WorkerParameterType = Static<typeof WorkerParameterType>;

/**
 * A typed value, never code. JSON has no NaN and JavaScript no large integers,
 * so an `integer` may be a text of digits, and a `number` one of `NaN`,
 * `Infinity` and `-Infinity`.
 */
export const WorkerParameter = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 1024 }),
    type: WorkerParameterType,
    value: Type.Unknown({ description: 'Any JSON that fits the type.' })
  },
  closed
);
export type WorkerParameter = Static<typeof WorkerParameter>;

const Parameters = Type.Array(WorkerParameter, { maxItems: 10_000 });

export const NotebookRun = Type.Object(
  {
    kind: Type.Literal('notebook'),
    path: PathInJob,
    output: Type.Optional(FixedName),
    kernel: Type.Optional(
      Nullable(
        Type.String({
          minLength: 1,
          description: "Without it, the notebook's own; else `python3`."
        })
      )
    ),
    parameters: Type.Optional(Parameters)
  },
  closed
);
export type NotebookRun = Static<typeof NotebookRun>;

/**
 * A program with its arguments, without a shell. A parameter among them stands
 * for its value as text: texts as they are, all else as JSON.
 */
export const ScriptRun = Type.Object(
  {
    kind: Type.Literal('script'),
    command: Type.Array(
      Type.Union([
        Type.String({ pattern: '^[^\\u0000]*$' }),
        Type.Object(
          {
            parameter: Type.String(),
            prefix: Type.Optional(
              Type.String({ description: 'Comes before it, e.g. `--n=`.' })
            )
          },
          closed
        )
      ]),
      { minItems: 1, maxItems: 10_000 }
    ),
    parameters: Type.Optional(Parameters)
  },
  closed
);
export type ScriptRun = Static<typeof ScriptRun>;

export const WorkflowRun = Type.Object(
  {
    kind: Type.Literal('workflow'),
    engine: OneOf(['snakemake', 'nextflow', 'cwl'], 'What runs it.'),
    file: PathInJob,
    arguments: Type.Optional(
      Type.Array(Type.String({ pattern: '^[^\\u0000]*$' }), {
        description: 'Further ones of the engine, e.g. `--no-container`.'
      })
    ),
    parameters: Type.Optional(Parameters)
  },
  closed
);
export type WorkflowRun = Static<typeof WorkflowRun>;

/** Code from a repository, at one commit; paths of `then` are inside it. */
export const RepositoryRun = Type.Object(
  {
    kind: Type.Literal('repository'),
    url: Type.String({
      pattern: '^(?:https?|file)://[^\\s\\u0000/@]*/[^\\s\\u0000]*$',
      description: 'Without user and password, since no order holds a secret.'
    }),
    commit: Type.String({ pattern: '^(?:[0-9a-f]{40}|[0-9a-f]{64})$' }),
    then: Type.Union([NotebookRun, ScriptRun, WorkflowRun])
  },
  closed
);
export type RepositoryRun = Static<typeof RepositoryRun>;

export const WorkerRun = Type.Union([
  NotebookRun,
  ScriptRun,
  WorkflowRun,
  RepositoryRun
]);
export type WorkerRun = Static<typeof WorkerRun>;

/** How an input gets to its place in the job's folder. */
export const WorkerInputSource = Type.Union([
  Type.Object(
    { kind: Type.Literal('present') },
    { ...closed, description: 'It is there already, or in an archive.' }
  ),
  Type.Object(
    { kind: Type.Literal('path'), path: Type.String({ pattern: '^/' }) },
    { ...closed, description: 'Linked from where both sides see it.' }
  ),
  Type.Object(
    { kind: Type.Literal('brought'), name: FixedName },
    {
      ...closed,
      description:
        "The batch system has fetched it under this name into the job's folder."
    }
  ),
  Type.Object(
    {
      kind: Type.Literal('download'),
      url: Type.String({
        pattern: '^https?://[^\\s\\u0000/@]+(?:/[^\\s\\u0000]*)?$'
      }),
      credential: Type.Optional(
        Nullable(
          Type.String({
            minLength: 1,
            pattern: '^[^/\\u0000]+$',
            description:
              "Name of the file with the token: in the job's folder, or one of HTCondor's (`ocm_….use`). The token alone, or `WorkerCredential`."
          })
        )
      )
    },
    closed
  )
]);
export type WorkerInputSource = Static<typeof WorkerInputSource>;

/** The file that `credential` names; HTCondor's have more members. */
export const WorkerCredential = Type.Object({
  access_token: Type.String({ minLength: 1 }),
  token_type: Type.Optional(
    OneOf(['Bearer', 'Basic'], 'Scheme of the header; default `Bearer`.')
  ),
  expires_at: Type.Optional(
    Type.String({
      format: 'date-time',
      description: 'When its server takes it no more; told to the person.'
    })
  )
});
export type WorkerCredential = Static<typeof WorkerCredential>;

export const WorkerInput = Type.Object(
  {
    path: PathInJob,
    size: Type.Optional(Nullable(Bytes)),
    sha256: Type.Optional(Nullable(Sha256)),
    from: WorkerInputSource
  },
  closed
);
export type WorkerInput = Static<typeof WorkerInput>;

/** Which software the run sees, as far as the worker itself arranges it. */
export const WorkerEnvironment = Type.Union([
  Type.Object({ kind: Type.Literal('none') }, closed),
  Type.Object(
    {
      kind: Type.Literal('variables'),
      variables: Type.Record(
        Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }),
        Type.String()
      )
    },
    closed
  ),
  Type.Object(
    { kind: Type.Literal('setup-script'), path: Type.String({ minLength: 1 }) },
    {
      ...closed,
      description: 'Read by bash first, e.g. of a view on CVMFS.'
    }
  ),
  Type.Object(
    { kind: Type.Literal('python'), path: Type.String({ pattern: '^/' }) },
    { ...closed, description: 'The interpreter of an environment.' }
  ),
  Type.Object(
    {
      kind: Type.Literal('container-image'),
      image: Type.String({ minLength: 1 })
    },
    {
      ...closed,
      description: 'Started by the batch system; kept for the record.'
    }
  )
]);
export type WorkerEnvironment = Static<typeof WorkerEnvironment>;

export const WorkerLimits = Type.Object(
  {
    seconds: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        description: 'After which the batch system would end the job.'
      })
    ),
    graceSeconds: Type.Optional(
      Type.Number({
        minimum: 0,
        description: 'Of these, kept for saving what there is; 60 if left out.'
      })
    ),
    cellOutputBytes: Type.Optional(
      Type.Integer({
        minimum: 1000,
        description: 'Most text that one cell keeps in the notebook; 16 MiB.'
      })
    ),
    logBytes: Type.Optional(
      Type.Integer({
        minimum: 1000,
        description: 'Most output that is passed on to stdout; 64 MiB.'
      })
    )
  },
  closed
);
export type WorkerLimits = Static<typeof WorkerLimits>;

/** `job.json`. It never holds a secret. */
export const JobOrder = Type.Object(
  {
    version: Type.Literal(1),
    job: Identifier,
    run: WorkerRun,
    tasks: Type.Optional(
      Type.Array(Type.Object({ parameters: Parameters }, closed), {
        minItems: 1,
        maxItems: 10_000,
        description:
          'A sweep: the values of each task, in place of those of `run` with the same name.'
      })
    ),
    inputs: Type.Optional(Type.Array(WorkerInput, { maxItems: 1_000_000 })),
    unpack: Type.Optional(
      Type.Array(PathInJob, { description: 'Archives (tar) of inputs.' })
    ),
    outputs: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 4096 }), {
        description:
          'Patterns (`*`, `?`, `[…]` within a name, `**` for any folders). Without them, all that is new or changed.'
      })
    ),
    limits: Type.Optional(WorkerLimits),
    environment: Type.Optional(WorkerEnvironment)
  },
  closed
);
export type JobOrder = Static<typeof JobOrder>;

/** How a job ended, in one word; the README has the status of each. */
export const WorkerOutcomeCode = OneOf(
  [
    'succeeded',
    'failed',
    'order-invalid',
    'input-missing',
    'input-mismatch',
    'input-unreachable',
    'credential-refused',
    'kernel-missing',
    'runner-missing',
    'engine-missing',
    'repository-failed',
    'environment-failed',
    'kernel-died',
    'time-limit',
    'terminated',
    'disk-full',
    'worker-failed'
  ],
  '`failed`: a cell or the command did; all others are not the work of the notebook.'
);
export type WorkerOutcomeCode = Static<typeof WorkerOutcomeCode>;

/** Status with which the worker ends, for each way that a job can end. */
export const workerExitStatus: Readonly<Record<WorkerOutcomeCode, number>> = {
  succeeded: 0,
  failed: 1,
  'order-invalid': 2,
  'input-missing': 10,
  'input-mismatch': 11,
  'input-unreachable': 12,
  'credential-refused': 13,
  'kernel-missing': 20,
  'runner-missing': 21,
  'engine-missing': 22,
  'repository-failed': 23,
  'environment-failed': 24,
  'kernel-died': 30,
  'time-limit': 31,
  terminated: 32,
  'disk-full': 33,
  'worker-failed': 40
};

/** Printed before each line of progress; no other line begins so. */
export const PROGRESS_PREFIX = 'SCIENCEMESH ';

const everyLine = {
  job: Identifier,
  task: Nullable(Type.Integer({ minimum: 0 })),
  attempt: Type.Integer({ minimum: 1 }),
  time: Timestamp,
  seconds: Type.Number({
    minimum: 0,
    description: 'Of what the line is about, so far.'
  }),
  memory: Type.Object(
    { now: Bytes, peak: Bytes },
    { description: 'Of the worker with all its children.' }
  )
};

const State = OneOf(['started', 'done', 'failed'], 'Begins, or has ended.');

const whichCell = {
  cell: Type.Integer({ minimum: 1, description: 'Number of the code cell.' }),
  of: Type.Integer({ minimum: 1 }),
  index: Type.Integer({
    minimum: 0,
    description: 'Place in the list of all cells of the executed notebook.'
  }),
  id: Nullable(Type.String({ description: 'Of the cell, where it has one.' }))
};

/**
 * One line of `progress.jsonl`, and of stdout after its prefix; lines about
 * `parameters` and `outputs` stand in the file alone.
 */
export const ProgressLine = Type.Union([
  Type.Object({
    ...everyLine,
    event: Type.Literal('job'),
    state: State,
    cells: Nullable(
      Type.Integer({ minimum: 0, description: 'Code cells of the notebook.' })
    ),
    code: Nullable(WorkerOutcomeCode),
    message: Nullable(Type.String({ description: 'For the person.' }))
  }),
  Type.Object({
    ...everyLine,
    event: Type.Literal('stage'),
    stage: OneOf(
      ['inputs', 'repository', 'kernel', 'command', 'outputs'],
      'Which part of the job.'
    ),
    state: State
  }),
  Type.Object({
    ...everyLine,
    event: Type.Literal('cell'),
    state: State,
    ...whichCell
  }),
  Type.Object({
    ...everyLine,
    event: Type.Literal('parameters'),
    index: Type.Integer({
      minimum: 0,
      description:
        'Where the cell that sets the parameters stands in the executed notebook.'
    }),
    replaced: Type.Boolean({
      description: 'In place of the cell that was there, not before it.'
    }),
    cell: Type.Unknown({ description: 'As nbformat has it.' })
  }),
  Type.Object({
    ...everyLine,
    event: Type.Literal('outputs'),
    ...whichCell,
    executionCount: Nullable(Type.Integer()),
    outputs: Type.Array(Type.Unknown(), {
      description:
        'All of the cell so far, as nbformat has them; words for those that are too large. They replace what was told of it before.'
    })
  }),
  Type.Object({
    ...everyLine,
    event: Type.Literal('heartbeat'),
    cell: Nullable(Type.Integer({ minimum: 1 }))
  }),
  Type.Object({
    ...everyLine,
    event: Type.Literal('notice'),
    code: Type.String({ description: 'E.g. `log-bounded`.' }),
    message: Type.String({ description: 'For the person.' })
  })
]);
export type ProgressLine = Static<typeof ProgressLine>;

export const ManifestCell = Type.Object({
  cell: Type.Integer({ minimum: 1 }),
  index: Type.Integer({ minimum: 0 }),
  id: Nullable(Type.String()),
  state: OneOf(
    ['done', 'failed', 'interrupted'],
    '`interrupted`: it was running when the job was ended.'
  ),
  startedAt: Timestamp,
  seconds: Seconds,
  error: Nullable(Type.Object({ name: Type.String(), message: Type.String() }))
});
export type ManifestCell = Static<typeof ManifestCell>;

const HashedFile = {
  path: Type.String(),
  size: Bytes,
  sha256: Sha256
};

/** `manifest.json`: the last that a job writes. */
export const JobManifest = Type.Object({
  version: Type.Literal(1),
  job: Identifier,
  task: Nullable(Type.Integer({ minimum: 0 })),
  attempt: Type.Integer({
    minimum: 1,
    description: 'Above 1: the job was evicted and began anew.'
  }),
  startedAt: Timestamp,
  endedAt: Timestamp,
  outcome: Type.Object({
    code: WorkerOutcomeCode,
    status: Type.Integer({ minimum: 0, maximum: 255 }),
    message: Type.String({ description: 'What happened, for the person.' }),
    advice: Nullable(Type.String({ description: 'What to do.' })),
    detail: Nullable(Type.String({ description: 'For the log.' }))
  }),
  parameters: Parameters,
  cells: Type.Array(ManifestCell),
  cellCount: Nullable(Type.Integer({ minimum: 0 })),
  command: Nullable(
    Type.Object({
      argv: Type.Array(Type.String()),
      status: Nullable(Type.Integer()),
      signal: Nullable(Type.Integer()),
      tail: Type.String({ description: 'Its last words, 4000 at most.' })
    })
  ),
  repository: Nullable(
    Type.Object({ url: Type.String(), commit: Type.String() })
  ),
  inputs: Type.Array(
    Type.Object({
      path: Type.String(),
      size: Bytes,
      sha256: Nullable(Sha256)
    })
  ),
  files: Type.Array(Type.Object(HashedFile), {
    description: 'The executed notebook and `outputs.tar`, as they lie there.'
  }),
  outputs: Type.Array(Type.Object(HashedFile), {
    description: 'What `outputs.tar` holds.'
  }),
  leftOut: Type.Array(
    Type.Object({ path: Type.String(), message: Type.String() }),
    { description: 'Matching files that are not among the outputs, and why.' }
  ),
  resources: Type.Object({
    wallSeconds: Seconds,
    cpuSeconds: Seconds,
    peakMemory: Bytes,
    disk: Type.Object(
      { used: Bytes, free: Bytes },
      { description: "Of the job's folder, at the end." }
    )
  }),
  machine: Type.Object({
    host: Type.String(),
    system: Type.String(),
    architecture: Type.String(),
    processors: Type.Integer({ minimum: 1 })
  }),
  software: Type.Object({
    worker: Type.String(),
    python: Type.String(),
    kernel: Nullable(
      Type.Object({
        name: Type.String(),
        displayName: Type.String(),
        language: Type.String()
      })
    ),
    packages: Type.Record(Type.String(), Type.String(), {
      description: 'Of the Python that the kernel or command runs in.'
    }),
    containerImage: Nullable(Type.String())
  }),
  notices: Type.Array(
    Type.Object({ code: Type.String(), message: Type.String() })
  )
});
export type JobManifest = Static<typeof JobManifest>;
