/**
 * What the configuration file says of CERNBox, for the person who is logged in
 * there.
 */
import { Type, type Static } from 'typebox';
import { OneOf } from './scalars.ts';

const TokenFile = Type.Object(
  {
    kind: Type.Literal('token-file'),
    path: Type.String({
      minLength: 1,
      description:
        'A file with the token and nothing else, absolute or below `~/`; it is read again when it changes.'
    }),
    scheme: Type.Optional(
      OneOf(
        ['reva', 'bearer'],
        'What it holds: a token of Reva, or an access token of OpenID Connect; default: as it looks.'
      )
    )
  },
  {
    additionalProperties: false,
    description: 'A file that somebody else keeps up to date, as in SWAN.'
  }
);

const Hub = Type.Object(
  {
    kind: Type.Literal('hub'),
    key: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 256,
        description:
          'Member of `auth_state` that holds the access token, with slashes the way to it; default `access_token`.'
      })
    )
  },
  {
    additionalProperties: false,
    description:
      'The login at JupyterHub. The hub must keep `auth_state` and refresh it, and the server role needs the scope `admin:auth_state!user`.'
  }
);

const Basic = Type.Object(
  {
    kind: Type.Literal('basic'),
    user: Type.String({
      minLength: 1,
      maxLength: 256,
      // RFC 7617: the name ends at the first colon.
      pattern: '^[^:\\x00-\\x1f\\x7f]+$'
    }),
    passwordFile: Type.String({
      minLength: 1,
      description:
        'A file with the password and nothing else, of mode 0600, absolute or below `~/`.'
    })
  },
  {
    additionalProperties: false,
    description: 'Name and password, for tests and small sites.'
  }
);

export const CernboxCredential = Type.Union([TokenFile, Hub, Basic], {
  description: 'Where the login of the person comes from.'
});
export type CernboxCredential = Static<typeof CernboxCredential>;

export const CernboxConfig = Type.Object(
  {
    url: Type.String({
      pattern: '^https?://',
      maxLength: 2048,
      description:
        'Address of CERNBox, such as `https://cernbox.cern.ch`; plain http only where `outbound.plainHttp` allows the host.'
    }),
    label: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 64,
        pattern: '^[A-Za-z0-9][A-Za-z0-9 _-]*$',
        description: 'What it is called, also as a drive; default `CERNBox`.'
      })
    ),
    gateway: Type.Optional(
      Type.Object(
        {
          address: Type.String({
            minLength: 1,
            maxLength: 300,
            description: 'Host and port, such as `cernbox.example.org:9142`.'
          }),
          tls: Type.Optional(
            Type.Boolean({ description: 'Encrypted or not; default true.' })
          )
        },
        {
          additionalProperties: false,
          description:
            'The CS3 gateway (gRPC), which alone tells what is in a package; without it packages are listed only.'
        }
      )
    ),
    credential: CernboxCredential,
    pollSeconds: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 3600,
        description: 'How often it is asked for what is new; default 10.'
      })
    ),
    ownFiles: Type.Optional(
      Type.Boolean({
        description:
          "Whether the person's own files there are in the drive; default true."
      })
    )
  },
  {
    additionalProperties: false,
    description: 'CERNBox, for the person who is logged in there.'
  }
);
export type CernboxConfig = Static<typeof CernboxConfig>;
