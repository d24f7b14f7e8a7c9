/**
 * What a share's protocol object says about reaching it over WebDAV, in every
 * form that has been seen on the wire.
 *
 * The old one is `{"name": "webdav", "options": {"sharedSecret": …}}` (Nextcloud
 * to 34, ownCloud 10): the secret opens the root that the peer advertises. The
 * new one is `{"webdav": {"uri": …, "sharedSecret": …}}`; oCIS and OpenCloud
 * may say `url`, OCM-stub `URI`.
 */
import { isRecord } from '../http/json.ts';
import type { ShareAccess } from '../store/share-row.ts';

export interface WebDavOffer {
  /** Absolute, relative to the advertised root, or empty for the root. */
  uri: string;
  secret: string;
  /** The old form: nothing but the secret leads to the share. */
  isOld: boolean;
  /** The secret itself opens nothing; it is exchanged for a token. */
  mustExchange: boolean;
  /** Only for people who have shown a second factor. */
  mustUseMfa: boolean;
}

const LONGEST = 4096;

/** @returns null where the share cannot be reached over WebDAV */
export function readWebDavOffer(access: ShareAccess): WebDavOffer | null {
  const webdav = isRecord(access['webdav']) ? access['webdav'] : null;
  const options = isRecord(access['options']) ? access['options'] : {};
  if (webdav === null && access['name'] !== 'webdav') {
    return null;
  }
  const secret =
    textOf(webdav?.['sharedSecret']) || textOf(options['sharedSecret']);
  const uri = ['uri', 'url', 'URI']
    .map(name => textOf(webdav?.[name]))
    .find(text => text !== '');
  // OCM-API 1.2 had other words for the same.
  const requirements = new Set(listOf(webdav?.['requirements']));
  return secret === ''
    ? null
    : {
        uri: uri ?? '',
        secret,
        isOld: webdav === null,
        mustExchange:
          requirements.has('must-exchange-token') ||
          requirements.has('use-code'),
        mustUseMfa:
          requirements.has('must-use-mfa') || requirements.has('mfa-enforced')
      };
}

function textOf(value: unknown): string {
  return typeof value === 'string' && value.length <= LONGEST
    ? value.trim()
    : '';
}

function listOf(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter(item => typeof item === 'string')
    : [];
}
