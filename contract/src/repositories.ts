/**
 * Repositories: places with a DOI to which files go for good.
 */
import { Type, type Static } from 'typebox';
import { Bytes, Nullable, OneOf, Timestamp } from './scalars.ts';

const closed = { additionalProperties: false } as const;

export const RepositoryId = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]{0,63}$',
  description: 'Chosen by the administrator, or made from the host.'
});

export const RepositoryKind = OneOf(
  ['invenio-rdm', 'dataverse', 'bundle'],
  '`bundle`: a zip on this server, for places that take no deposits.'
);
export type RepositoryKind = Static<typeof RepositoryKind>;

/** Deployments of InvenioRDM whose ways differ from the plain one's. */
export const RepositoryFlavour = OneOf(
  ['plain', 'zenodo', 'cds', 'b2share'],
  'Whose ways an InvenioRDM has.'
);
export type RepositoryFlavour = Static<typeof RepositoryFlavour>;

export const LoginState = OneOf(
  ['missing', 'unchecked', 'good', 'refused', 'expired', 'scope'],
  '`scope`: it opens the repository and may not deposit.'
);
export type LoginState = Static<typeof LoginState>;

export const RepositoryLogin = Type.Object({
  state: LoginState,
  account: Nullable(Type.String({ description: 'Whose token it is.' })),
  expiresAt: Nullable(Timestamp),
  tokensAt: Nullable(
    Type.String({ description: 'The page on which a token is made.' })
  ),
  scopes: Type.Array(Type.String(), {
    description: 'What the token has to be allowed, and no more.'
  })
});
export type RepositoryLogin = Static<typeof RepositoryLogin>;

/** What was found out about a repository with the token of the person. */
export const RepositoryAbilities = Type.Object({
  version: Nullable(Type.String()),
  files: Nullable(
    Type.Integer({ minimum: 1, description: 'Most files of one record.' })
  ),
  fileBytes: Nullable(Bytes),
  totalBytes: Nullable(Bytes),
  folders: Type.Boolean({ description: 'Names of files may hold folders.' }),
  parts: Type.Boolean({
    description: 'A file may come in parts, so that half a file is not lost.'
  }),
  checksum: OneOf(
    ['md5', 'sha1', 'sha256', 'sha512'],
    'What the repository tells of a file.'
  ),
  reservesDoi: Type.Boolean({
    description: 'The DOI is known before anything is published.'
  }),
  review: OneOf(
    ['none', 'optional', 'required'],
    'Whether somebody there looks at it first.'
  ),
  restrictedFiles: Type.Boolean(),
  withoutFiles: Type.Boolean({ description: 'Records of metadata alone.' })
});
export type RepositoryAbilities = Static<typeof RepositoryAbilities>;

export const RepositoryState = OneOf(
  ['unchecked', 'ready', 'sign-in', 'unreachable', 'closed'],
  '`sign-in`: a token is missing or is not taken any more. `closed`: it takes no deposits from this account.'
);
export type RepositoryState = Static<typeof RepositoryState>;

export const Repository = Type.Object(
  {
    id: RepositoryId,
    kind: RepositoryKind,
    flavour: Nullable(RepositoryFlavour),
    name: Type.String({ description: 'As people know it.' }),
    url: Nullable(Type.String({ description: 'Null for a bundle.' })),
    sandbox: Type.Boolean({
      description: 'For trying only: its DOIs lead nowhere.'
    }),
    own: Type.Boolean({ description: 'Added by the person.' }),
    oauth: Type.Boolean({
      description: 'People can sign in there instead of entering a token.'
    }),
    state: RepositoryState,
    message: Nullable(Type.String({ description: 'For the person.' })),
    login: Nullable(RepositoryLogin),
    abilities: Nullable(RepositoryAbilities),
    lookedAt: Nullable(Timestamp)
  },
  { description: 'A place with a DOI to which files go for good.' }
);
export type Repository = Static<typeof Repository>;

export const RepositoryList = Type.Object({ items: Type.Array(Repository) });
export type RepositoryList = Static<typeof RepositoryList>;

export const ByRepository = Type.Object({ id: RepositoryId });
export type ByRepository = Static<typeof ByRepository>;

/** A repository that the administrator has not named. */
export const NewRepository = Type.Object(
  {
    url: Type.String({ pattern: '^https?://', maxLength: 2048 }),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    kind: Type.Optional(
      OneOf(['invenio-rdm', 'dataverse'], 'Asked of the host when left out.')
    )
  },
  closed
);
export type NewRepository = Static<typeof NewRepository>;

/** Sent once; no answer ever holds it. */
export const RepositoryToken = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 4096 }) },
  closed
);
export type RepositoryToken = Static<typeof RepositoryToken>;

/** Begins to sign in at the repository itself. */
export const SignInRequest = Type.Object(
  {
    redirect: Type.String({
      pattern: '^https?://[^?#]+/sciencemesh/oauth/callback$',
      maxLength: 2048,
      description: 'Where the browser reaches the callback of this server.'
    })
  },
  closed
);
export type SignInRequest = Static<typeof SignInRequest>;

export const SignInPage = Type.Object({
  url: Type.String({ description: 'The page on which the person allows it.' })
});
export type SignInPage = Static<typeof SignInPage>;

/** What the person comes back with (RFC 6749, 4.1.2 and 4.1.2.1; RFC 9207). */
export const SignInAnswer = Type.Object(
  {
    state: Type.String({ minLength: 1, maxLength: 256 }),
    code: Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })),
    error: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    iss: Type.Optional(Type.String({ minLength: 1, maxLength: 2048 }))
  },
  closed
);
export type SignInAnswer = Static<typeof SignInAnswer>;

export const SuggestionKind = OneOf(
  [
    'person',
    'organisation',
    'funder',
    'award',
    'licence',
    'keyword',
    'community',
    'collection'
  ],
  'What is looked up. `community` is where InvenioRDM reviews, `collection` a Dataverse in a Dataverse.'
);
export type SuggestionKind = Static<typeof SuggestionKind>;

export const SuggestionQuery = Type.Object({
  kind: SuggestionKind,
  q: Type.String({ maxLength: 200 })
});
export type SuggestionQuery = Static<typeof SuggestionQuery>;

export const Suggestion = Type.Object({
  label: Type.String(),
  detail: Nullable(Type.String()),
  value: Type.Unknown({ description: 'Of the field that was asked for.' })
});
export type Suggestion = Static<typeof Suggestion>;

export const SuggestionList = Type.Object({
  items: Type.Array(Suggestion),
  offline: Type.Boolean({
    description: 'The repository did not answer; these are what is known here.'
  })
});
export type SuggestionList = Static<typeof SuggestionList>;
