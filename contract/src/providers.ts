/**
 * Where received shares come from: the companion's own OCM node, and whatever
 * else the operator has connected.
 */
import { Type, type Static } from 'typebox';
import { Nullable, OneOf, Timestamp } from './scalars.ts';

export const ProviderId = Type.String({
  minLength: 1,
  maxLength: 32,
  pattern: '^[a-z][a-z0-9-]*$',
  description: 'Which provider: `node` is the own OCM node.'
});
export type ProviderId = Static<typeof ProviderId>;

/** What a provider can do, as data: nobody need try, or know which it is. */
export const ProviderCapabilities = Type.Object({
  crates: Type.Boolean({ description: 'Documents of packages can be had.' }),
  notifiesSenders: Type.Boolean({
    description: 'Senders of shared files hear of the decision from here.'
  }),
  setsBack: Type.Boolean({
    description:
      'A package that the provider is stuck in copying can be set back.'
  }),
  signsIn: Type.Boolean({
    description: 'It works for who is logged in, and a login can end.'
  })
});
export type ProviderCapabilities = Static<typeof ProviderCapabilities>;

export const ProviderState = OneOf(
  ['connecting', 'ready', 'limited', 'unreachable', 'signed-out'],
  'How it is doing; `limited`: it works, but for what `message` says.'
);
export type ProviderState = Static<typeof ProviderState>;

export const Provider = Type.Object(
  {
    id: ProviderId,
    label: Type.String({ description: 'What the person knows it as.' }),
    state: ProviderState,
    message: Nullable(
      Type.String({ description: 'What is wrong, for the person.' })
    ),
    advice: Nullable(
      Type.String({ description: 'What to do about it, and who can.' })
    ),
    checkedAt: Nullable(Timestamp),
    page: Nullable(
      Type.String({ description: 'Its web interface; one can sign in there.' })
    ),
    drive: Nullable(
      Type.String({
        pattern: '^[A-Za-z0-9][A-Za-z0-9 _-]*$',
        description:
          "Name of the drive with the person's own files there. Its items have paths that begin with this name and `:/`."
      })
    ),
    capabilities: ProviderCapabilities
  },
  { description: 'A provider of received shares.' }
);
export type Provider = Static<typeof Provider>;

export const ProviderList = Type.Object({ items: Type.Array(Provider) });
export type ProviderList = Static<typeof ProviderList>;

/** Path parameters of what addresses one provider. */
export const ByProvider = Type.Object({ id: ProviderId });
export type ByProvider = Static<typeof ByProvider>;
