/**
 * The configuration file: one JSON document, written by an operator or by the
 * bridge's traitlets. `make docs` publishes this as a JSON Schema.
 */
import { Type, type Static } from 'typebox';
import { CernboxConfig } from './cernbox-config.ts';
import { PublishConfig } from './publish-config.ts';
import { OneOf } from './scalars.ts';
import { ComputeConfig } from './site-config.ts';

const Unsigned = OneOf(
  ['allow', 'refuse'],
  'What happens to a share that carries no verified signature.'
);

const HostPattern = Type.String({
  minLength: 1,
  description:
    'Host name, optionally with a port; `*` stands for any, `*.example.org` for every host below.'
});

const Cidr = Type.String({
  minLength: 1,
  description: 'Network in CIDR notation, e.g. `192.0.2.0/24`, or an address.'
});

export const OcmConfig = Type.Object(
  {
    user: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'Identifier of the recipient; default: the system user.'
      })
    ),
    displayName: Type.Optional(
      Type.String({ description: 'Name told to senders; default: `user`.' })
    ),
    host: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'Public host name of this node. Without it any host part of an address is accepted.'
      })
    ),
    provider: Type.Optional(
      Type.String({ description: 'Name of this provider in discovery.' })
    ),
    allow: Type.Optional(
      Type.Array(HostPattern, { description: 'Senders let in; default all.' })
    ),
    deny: Type.Optional(
      Type.Array(HostPattern, { description: 'Senders kept out; wins.' })
    ),
    unsigned: Type.Optional(Unsigned),
    hosts: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Object(
          {
            unsigned: Type.Optional(Unsigned),
            from: Type.Optional(
              Type.Array(Cidr, {
                description: 'Networks from which this sender may come.'
              })
            )
          },
          { additionalProperties: false }
        )
      )
    ),
    trustedProxies: Type.Optional(
      Type.Array(Cidr, {
        description: 'Reverse proxies whose `X-Forwarded-For` counts.'
      })
    ),
    rateLimit: Type.Optional(
      Type.Object(
        {
          requests: Type.Integer({ minimum: 1 }),
          seconds: Type.Integer({ minimum: 1 })
        },
        {
          additionalProperties: false,
          description: 'Requests per source address; default 120 in 60 s.'
        }
      )
    )
  },
  { additionalProperties: false }
);

export const OutboundConfig = Type.Object(
  {
    certificateAuthorities: Type.Optional(
      Type.Array(Type.String(), {
        description: 'PEM files trusted in addition to the built-in ones.'
      })
    ),
    plainHttp: Type.Optional(
      Type.Array(HostPattern, {
        description: 'Hosts that may be asked over plain http.'
      })
    ),
    privateHosts: Type.Optional(
      Type.Array(HostPattern, {
        description:
          'Hosts that may resolve to private, loopback or link-local addresses.'
      })
    ),
    timeoutSeconds: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'Until the answer begins; default 30.'
      })
    ),
    idleSeconds: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'Without a byte, then the stream is given up; default 60.'
      })
    )
  },
  { additionalProperties: false }
);

export const WorkspaceConfig = Type.Object(
  {
    root: Type.Optional(
      Type.String({
        description: "Jupyter's root folder; `--root` wins; default: home."
      })
    ),
    folder: Type.Optional(
      Type.String({
        description:
          'Where working copies go, relative to the root; default `ScienceMesh`.'
      })
    ),
    parallel: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 32,
        description: 'Files fetched at the same time; default 6.'
      })
    ),
    maximumBytes: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'Largest single file that is fetched; default no limit.'
      })
    )
  },
  { additionalProperties: false }
);

export const DriveMount = Type.Object(
  {
    share: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          "Name of a share, or its sender's id of it; `path` is its folder."
      })
    ),
    provider: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'Host of a sender; without `share`, its shares are folders in `path` under their own names.'
      })
    ),
    path: Type.String({
      pattern: '^/',
      description: 'Folder on this machine, e.g. below `/eos`.'
    })
  },
  {
    additionalProperties: false,
    description:
      'Shares that are mounted on this machine; they are used there. Names `share`, `provider` or both.'
  }
);
export type DriveMount = Static<typeof DriveMount>;

export const WorkingCopiesConfig = Type.Object(
  {
    folder: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          "Where they go, relative to Jupyter's root; default `Shares` in the folder of `workspace`."
      })
    ),
    totalMebibytes: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'How much of one folder comes in by itself; default 200.'
      })
    ),
    fileMebibytes: Type.Optional(
      Type.Integer({
        minimum: 0,
        description:
          'Largest file that comes in by itself; default 50. Others are fetched by name, or read where they are.'
      })
    )
  },
  {
    additionalProperties: false,
    description: 'Copies of shared folders, in which kernels work.'
  }
);

export const DriveConfig = Type.Object(
  {
    mounts: Type.Optional(
      Type.Array(DriveMount, { description: 'The first that fits counts.' })
    ),
    largestDocumentMebibytes: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 400,
        description:
          'Largest file that an editor or a notebook opens; default 100. Others are downloaded, or read in parts.'
      })
    ),
    keptUploadMebibytes: Type.Optional(
      Type.Integer({
        minimum: 0,
        description:
          'Largest upload that is kept on disk on its way, so that a server which fails in the middle of it costs nothing; default 256. Larger ones have to be uploaded again then.'
      })
    ),
    workingCopies: Type.Optional(WorkingCopiesConfig)
  },
  { additionalProperties: false }
);

export const LogConfig = Type.Object(
  {
    level: Type.Optional(
      OneOf(
        ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
        'Least important messages that are still logged; default `info`.'
      )
    )
  },
  { additionalProperties: false }
);

export const Config = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    ocm: Type.Optional(OcmConfig),
    outbound: Type.Optional(OutboundConfig),
    workspace: Type.Optional(WorkspaceConfig),
    drive: Type.Optional(DriveConfig),
    compute: Type.Optional(ComputeConfig),
    publish: Type.Optional(PublishConfig),
    cernbox: Type.Optional(CernboxConfig),
    log: Type.Optional(LogConfig)
  },
  {
    additionalProperties: false,
    title: 'Configuration of the sciencemesh companion'
  }
);
export type Config = Static<typeof Config>;
export type OcmConfig = Static<typeof OcmConfig>;
export type OutboundConfig = Static<typeof OutboundConfig>;
export type WorkspaceConfig = Static<typeof WorkspaceConfig>;
