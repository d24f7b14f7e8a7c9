/**
 * Recognises a web page that was sent where a file was wanted: login pages
 * come with status 200 as often as not.
 */
import { loginRequired } from './answers.ts';
import { FileFailure } from './file-failure.ts';

/** How much of a page is looked at. */
export const PAGE_HEAD = 64 * 1024;

const PAGE_NAME = /\.(html?|xhtml|shtml|php|aspx?|jsp)$/i;

const LOGIN_ADDRESS =
  /(^|[/.?&_-])(log-?in|sign-?in|sso|saml2?|shibboleth|idp|oauth2?|oidc|openid|wayf|discovery-?service|authenticate|authorize)([/.?&=_-]|$)/i;

// Both stop at the next tag: a page must not choose how long we look at it.
const LOGIN_TITLE =
  /<title[^<>]*>[^<]*(log ?in|sign ?in|authenticat|single sign|shibboleth|anmeld|connexion|acceso|inloggen)/i;

const PASSWORD_FIELD = /<input[^<>]+type\s*=\s*["']?password/i;

/** A page by its media type, where the name promises something else. */
export function mayBePage(
  contentType: string | undefined,
  path: string
): boolean {
  return (
    /^\s*(text\/html|application\/xhtml\+xml)/i.test(contentType ?? '') &&
    !PAGE_NAME.test(path)
  );
}

/** An address that reads like that of a login. */
export function isLoginAddress(address: URL): boolean {
  const { hostname, pathname, search } = address;
  return LOGIN_ADDRESS.test(`${hostname}${pathname}${search}`);
}

/**
 * Looks at the beginning of what came.
 *
 * @param address that answered in the end
 * @param path of the file that was wanted
 * @returns null when the content is no page, or may be the file itself
 */
export function judgePage(
  head: string,
  address: string,
  path: string
): FileFailure | null {
  if (
    !/^<(!doctype\s+html|html|head|body|script)\b/i.test(afterComments(head))
  ) {
    return null;
  }
  const answered = new URL(address);
  const { hostname } = answered;
  if (
    PASSWORD_FIELD.test(head) ||
    LOGIN_TITLE.test(head) ||
    isLoginAddress(answered)
  ) {
    return loginRequired(hostname);
  }
  // A name without an ending may well be that of a page.
  return /\.[^./]+$/.test(path)
    ? new FileFailure(
        'web-page',
        `${hostname} answered with a web page instead of the file. Open the address in the browser to see why.`
      )
    : null;
}

/** What follows the comments at the beginning of a page. */
function afterComments(head: string): string {
  let rest = head.trimStart();
  while (rest.startsWith('<!--')) {
    const end = rest.indexOf('-->', 4);
    rest = end === -1 ? '' : rest.slice(end + 3).trimStart();
  }
  return rest;
}
