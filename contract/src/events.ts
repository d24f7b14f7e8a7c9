/**
 * What the companion tells every open page, one JSON message each.
 */
import { Type, type Static } from 'typebox';
import { ContentChange, OutboxItem } from './contents.ts';
import { Job } from './jobs.ts';
import { Mirror } from './mirrors.ts';
import { Provider } from './providers.ts';
import { Publication } from './publications.ts';
import { Repository } from './repositories.ts';
import { Identifier } from './scalars.ts';
import { Share } from './shares.ts';
import { Site } from './sites.ts';
import { Transfer } from './transfers.ts';

export const CompanionEvent = Type.Union([
  Type.Object({
    type: Type.Literal('hello'),
    version: Type.String({ description: 'Version of the companion.' })
  }),
  Type.Object({ type: Type.Literal('share'), share: Share }),
  Type.Object({ type: Type.Literal('provider'), provider: Provider }),
  Type.Object({ type: Type.Literal('transfer'), transfer: Transfer }),
  Type.Object({
    type: Type.Literal('package'),
    id: Identifier
  }),
  Type.Object({ type: Type.Literal('contents'), change: ContentChange }),
  Type.Object({
    type: Type.Literal('outbox'),
    item: OutboxItem,
    removed: Type.Boolean({ description: 'Sent, or given up.' })
  }),
  Type.Object({ type: Type.Literal('mirror'), mirror: Mirror }),
  Type.Object({
    type: Type.Literal('job'),
    job: Job,
    forgotten: Type.Boolean()
  }),
  Type.Object({ type: Type.Literal('site'), site: Site }),
  Type.Object({
    type: Type.Literal('publication'),
    publication: Publication,
    forgotten: Type.Boolean()
  }),
  Type.Object({
    type: Type.Literal('repository'),
    repository: Repository,
    forgotten: Type.Boolean()
  })
]);
export type CompanionEvent = Static<typeof CompanionEvent>;
