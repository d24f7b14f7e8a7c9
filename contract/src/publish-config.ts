/**
 * What the configuration file says of publishing.
 */
import { Type, type Static } from 'typebox';
import { RepositoryFlavour, RepositoryId } from './repositories.ts';
import { OneOf } from './scalars.ts';

export const OAuthConfig = Type.Object(
  {
    clientId: Type.String({
      minLength: 1,
      maxLength: 256,
      description: 'As the repository has given it for this service.'
    }),
    clientSecretFile: Type.String({
      minLength: 1,
      description:
        'A file of mode 0600 that holds the secret of the client and nothing else.'
    }),
    authorizeUrl: Type.Optional(
      Type.String({
        pattern: '^https?://',
        maxLength: 2048,
        description:
          'The page on which people allow it; default `/oauth/authorize` below `url`.'
      })
    ),
    tokenUrl: Type.Optional(
      Type.String({
        pattern: '^https?://',
        maxLength: 2048,
        description:
          'Where codes are exchanged for tokens; default `/oauth/token` below `url`.'
      })
    ),
    issuer: Type.Optional(
      Type.String({
        pattern: '^https?://[^?#]+$',
        maxLength: 2048,
        description:
          'What the server calls itself (RFC 8414); default the origin of `authorizeUrl`. Who is sent back by another one is not signed in.'
      })
    ),
    scopes: Type.Optional(
      Type.Array(Type.String({ pattern: '^[\\x21\\x23-\\x5b\\x5d-\\x7e]+$' }), {
        maxItems: 20,
        description:
          'What people are asked to allow; default `user:email`, for Zenodo also `deposit:write` and `deposit:actions`.'
      })
    )
  },
  {
    additionalProperties: false,
    description:
      'A client of this service that is registered at the repository, so that people sign in there instead of entering a token.'
  }
);
export type OAuthConfig = Static<typeof OAuthConfig>;

export const RepositoryConfig = Type.Object(
  {
    id: RepositoryId,
    kind: OneOf(['invenio-rdm', 'dataverse'], 'What it speaks.'),
    flavour: Type.Optional(RepositoryFlavour),
    name: Type.String({ minLength: 1, maxLength: 256 }),
    url: Type.String({ pattern: '^https?://', maxLength: 2048 }),
    sandbox: Type.Optional(
      Type.Boolean({
        description: 'For trying only: its DOIs lead nowhere. Default false.'
      })
    ),
    tokensAt: Type.Optional(
      Type.String({
        pattern: '^https?://',
        description:
          'The page on which people make tokens, if it is not where it usually is.'
      })
    ),
    collection: Type.Optional(
      Type.String({
        description:
          'Of a Dataverse: where datasets go unless the person chooses; default `root`.'
      })
    ),
    requestsPerMinute: Type.Optional(
      Type.Integer({ minimum: 1, description: 'What it allows one account.' })
    ),
    oauth: Type.Optional(OAuthConfig)
  },
  { additionalProperties: false, description: 'A repository for publications.' }
);

export const PublishConfig = Type.Object(
  {
    repositories: Type.Optional(
      Type.Array(RepositoryConfig, {
        maxItems: 100,
        description: 'Offered in this order, before those that are known.'
      })
    ),
    known: Type.Optional(
      OneOf(
        ['offer', 'hide'],
        'Zenodo, its sandbox, CDS and B2SHARE, which need no configuration; default `offer`.'
      )
    ),
    others: Type.Optional(
      OneOf(
        ['allow', 'refuse'],
        'Whether people may name repositories themselves; default `allow`.'
      )
    ),
    oauthRedirect: Type.Optional(
      Type.String({
        pattern: '^https?://[^?#]+/sciencemesh/oauth/callback$',
        maxLength: 2048,
        description:
          'Where repositories send people back to, as it is registered there; default that of the page on which they begin.'
      })
    ),
    parallel: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 8,
        description: 'Files that are sent at the same time; default 3.'
      })
    )
  },
  { additionalProperties: false }
);

export type PublishConfig = Static<typeof PublishConfig>;
export type RepositoryConfig = Static<typeof RepositoryConfig>;
