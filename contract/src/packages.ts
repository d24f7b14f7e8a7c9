/**
 * Packages for Processing: what the preview shows and what opening one takes.
 */
import { Type, type Static } from 'typebox';
import { Bytes, Identifier, Nullable, OneOf, Timestamp } from './scalars.ts';

export const PackageKind = OneOf(
  ['notebook', 'script', 'repository', 'workflow', 'service', 'data'],
  'What the main entity is.'
);
export type PackageKind = Static<typeof PackageKind>;

export const FileSource = OneOf(
  ['https', 'http', 'onedata', 'github', 'landing', 'included', 'missing'],
  "Where the bytes come from: an address (`http` needs the operator's consent), a public Onedata share, a GitHub blob page made raw, a DOI or landing page to be resolved, the package itself, or nowhere."
);
export type FileSource = Static<typeof FileSource>;

export const Checksum = Type.Object({
  algorithm: OneOf(['sha256', 'sha1', 'md5'], 'Told by the length.'),
  value: Type.String({ pattern: '^[0-9a-f]+$' })
});
export type Checksum = Static<typeof Checksum>;

export const CheckState = OneOf(
  [
    'unchecked',
    'checking',
    'available',
    'login',
    'missing',
    'refused',
    'failed'
  ],
  'What "check sources" found; `login`: the host wants a login; `refused`: our own policy forbids the address.'
);
export type CheckState = Static<typeof CheckState>;

export const PackageFile = Type.Object({
  index: Type.Integer({
    minimum: 0,
    description: 'Names the file in selections; stable for one package.'
  }),
  id: Type.String({ description: '`@id` of the entity.' }),
  name: Type.String(),
  path: Type.String({
    description: 'Target in the working copy; unique, relative, sanitised.'
  }),
  url: Nullable(Type.String({ description: 'Address that is fetched.' })),
  source: FileSource,
  host: Nullable(Type.String()),
  size: Nullable(Bytes),
  checksum: Nullable(Checksum),
  included: Type.Boolean({
    description: 'The bytes come with the package itself (crate zip, folder).'
  }),
  role: OneOf(
    ['data', 'input', 'output', 'support'],
    'Input or output of a finished run, plain data, or what the tool needs beside it.'
  ),
  mediaType: Nullable(Type.String()),
  license: Nullable(Type.String()),
  check: CheckState,
  checkMessage: Nullable(Type.String())
});
export type PackageFile = Static<typeof PackageFile>;

export const ParameterType = OneOf(
  ['string', 'integer', 'number', 'boolean', 'file', 'files'],
  'Type of a parameter; `string` when the package does not say.'
);
export type ParameterType = Static<typeof ParameterType>;

export const ParameterValue = Type.Union([
  Type.String(),
  Type.Number(),
  Type.Boolean(),
  Type.Null(),
  Type.Array(Type.Union([Type.String(), Type.Number(), Type.Boolean()]))
]);
export type ParameterValue = Static<typeof ParameterValue>;

export const PackageParameter = Type.Object({
  name: Type.String(),
  type: ParameterType,
  required: Type.Boolean(),
  value: ParameterValue,
  description: Nullable(Type.String())
});
export type PackageParameter = Static<typeof PackageParameter>;

export const PackageWarning = Type.Object({
  code: Type.String({ description: 'Stable, e.g. `dangling-reference`.' }),
  entity: Nullable(Type.String({ description: '`@id` it is about.' })),
  message: Type.String({ description: 'For the person.' })
});
export type PackageWarning = Static<typeof PackageWarning>;

/** A warning as the preview shows it. */
export const PackageNotice = Type.Object({
  ...PackageWarning.properties,
  level: OneOf(
    ['warning', 'note'],
    '`note`: good to know, and nothing is wrong.'
  )
});
export type PackageNotice = Static<typeof PackageNotice>;

/** A place where the package can run when it cannot run here. */
export const RunElsewhere = Type.Object({
  name: Type.String(),
  url: Type.String({ description: 'https address; opened by a click only.' })
});
export type RunElsewhere = Static<typeof RunElsewhere>;

export const PackageOrigin = Type.Union([
  Type.Object({ type: Type.Literal('share'), shareId: Identifier }),
  Type.Object({
    type: Type.Literal('file'),
    path: Type.String({ description: 'Relative to the Jupyter root.' })
  }),
  Type.Object({
    type: Type.Literal('document'),
    name: Type.String({ description: 'A document of another drive.' })
  }),
  Type.Object({ type: Type.Literal('url'), url: Type.String() })
]);
export type PackageOrigin = Static<typeof PackageOrigin>;

export const WorkingCopy = Type.Object({
  path: Type.String({ description: 'Relative to the Jupyter root.' }),
  notebook: Nullable(Type.String({ description: 'Relative to the root.' })),
  createdAt: Timestamp,
  complete: Type.Boolean({
    description: 'False while files were left out or failed.'
  }),
  copyTo: Type.Optional(
    Type.Object(
      {
        folder: Type.String({ description: 'Path in the drive.' }),
        message: Nullable(
          Type.String({ description: 'Why it was not begun yet.' })
        )
      },
      {
        description:
          "A folder among the person's own files elsewhere that is to receive a copy of it, which has not begun."
      }
    )
  )
});
export type WorkingCopy = Static<typeof WorkingCopy>;

/** Everything that the preview shows; making it costs no outbound request. */
export const PackagePreview = Type.Object(
  {
    id: Identifier,
    origin: PackageOrigin,
    receivedAt: Timestamp,
    title: Type.String(),
    description: Type.String(),
    kind: PackageKind,
    language: Nullable(
      Type.String({ description: 'E.g. `python`, `r`, `cwl`, `galaxy`.' })
    ),
    main: Nullable(
      Type.Object({
        id: Type.String(),
        url: Nullable(Type.String()),
        path: Nullable(Type.String()),
        name: Type.String(),
        source: FileSource,
        host: Nullable(Type.String())
      })
    ),
    runnable: Type.Object({
      here: Type.Boolean({
        description: 'A notebook that we open or make runs here.'
      }),
      reason: Nullable(
        Type.String({ description: 'Why not, or what is still needed.' })
      ),
      elsewhere: Type.Array(RunElsewhere)
    }),
    kernel: Nullable(
      Type.Object({
        wanted: Nullable(
          Type.String({ description: 'Null: known after fetching.' })
        ),
        offered: Nullable(Type.String({ description: 'Kernel name here.' }))
      })
    ),
    environment: Type.Array(Type.String(), {
      description: 'Environment files that the package names.'
    }),
    files: Type.Array(PackageFile),
    parameters: Type.Array(PackageParameter),
    license: Nullable(Type.String()),
    people: Type.Array(Type.Object({ name: Type.String() })),
    warnings: Type.Array(PackageNotice),
    totals: Type.Object({
      files: Type.Integer({ minimum: 0 }),
      bytes: Bytes,
      unknownSizes: Type.Integer({ minimum: 0 }),
      hosts: Type.Array(Type.String())
    }),
    freeBytes: Nullable(Bytes),
    folder: Type.String({
      description: 'Suggested folder of the working copy, relative to the root.'
    }),
    workingCopies: Type.Array(WorkingCopy),
    checking: Type.Boolean()
  },
  { description: 'A package as the preview shows it.' }
);
export type PackagePreview = Static<typeof PackagePreview>;

/** What `sciencemesh package inspect --json` prints. */
export const PackageInspection = Type.Object({
  title: Type.String(),
  kind: PackageKind,
  main: Nullable(
    Type.Object({
      id: Type.String(),
      url: Nullable(Type.String()),
      path: Nullable(Type.String())
    })
  ),
  runnable: Type.Object({
    here: Type.Boolean(),
    reason: Nullable(Type.String())
  }),
  kernel: Nullable(
    Type.Object({
      wanted: Nullable(Type.String()),
      offered: Nullable(Type.String())
    })
  ),
  files: Type.Array(
    Type.Object({
      name: Type.String(),
      path: Type.String(),
      url: Nullable(Type.String()),
      source: FileSource,
      size: Nullable(Bytes),
      checksum: Nullable(Checksum),
      included: Type.Boolean(),
      role: Type.String()
    })
  ),
  parameters: Type.Array(
    Type.Object({
      name: Type.String(),
      type: ParameterType,
      required: Type.Boolean(),
      value: ParameterValue
    })
  ),
  license: Nullable(Type.String()),
  people: Type.Array(Type.Object({ name: Type.String() })),
  warnings: Type.Array(PackageWarning)
});
export type PackageInspection = Static<typeof PackageInspection>;

/** A package that did not arrive as a share. */
export const PackageImport = Type.Union([
  Type.Object(
    {
      path: Type.String({
        description:
          'Crate document, crate zip or folder, relative to the Jupyter root; files beside it are part of the package.'
      })
    },
    { additionalProperties: false }
  ),
  Type.Object(
    {
      name: Type.String({ description: 'How the user knows the document.' }),
      document: Type.String({
        description: 'Text of a crate document from another drive.'
      })
    },
    { additionalProperties: false }
  ),
  Type.Object(
    {
      url: Type.String({ description: 'https address of a document or zip.' })
    },
    { additionalProperties: false }
  )
]);
export type PackageImport = Static<typeof PackageImport>;

/** "Open as notebook". */
export const OpenRequest = Type.Object(
  {
    folder: Type.String({
      minLength: 1,
      description: 'Folder of the working copy, relative to the Jupyter root.'
    }),
    parameters: Type.Optional(Type.Record(Type.String(), ParameterValue)),
    exclude: Type.Optional(
      Type.Array(Type.Integer({ minimum: 0 }), {
        description: 'Files (by index) that are left out for now.'
      })
    ),
    fresh: Type.Optional(
      Type.Boolean({
        description:
          'Make a numbered folder instead of going on in an existing one.'
      })
    ),
    copyTo: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 4096,
        description:
          'Folder of the drive that receives a copy as well, once the working copy is whole: such as `CERNBox:/home`.'
      })
    )
  },
  { additionalProperties: false }
);
export type OpenRequest = Static<typeof OpenRequest>;

/** A copy of a working copy that is not wanted any more. */
export const UnwantedCopy = Type.Object(
  {
    path: Type.String({
      description: "The working copy, relative to Jupyter's root."
    })
  },
  { additionalProperties: false }
);
export type UnwantedCopy = Static<typeof UnwantedCopy>;
