export type { Dialect } from './dialect.ts';
export { Nextcloud } from './nextcloud.ts';
export { Nextcloud35 } from './nextcloud-35.ts';
export { Ocis } from './ocis.ts';
export { OpenCloud } from './opencloud.ts';
export { OwnCloud } from './owncloud.ts';
export { Sender } from './sender.ts';
export type { Answer, Heard, SenderOptions } from './sender.ts';
export type { Kind, Share, ShareOptions } from './share.ts';
