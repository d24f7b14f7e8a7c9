export { Institution } from './institution.ts';
export type {
  InstitutionOptions,
  OfferAnswer,
  ReceivedNotification
} from './institution.ts';
export { offerOf } from './shares.ts';
export type { FolderShare, Permission, ShareOptions } from './shares.ts';
