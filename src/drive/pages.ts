/**
 * Pages of files and folders in the web interface of their provider.
 *
 * #### Notes
 * A space has a page, and what is inside of it has the address of that page
 * and its own path behind it:
 * `https://cloud.example.org/files/spaces/eos/user/m/marie` and `/run 1` make
 * `https://cloud.example.org/files/spaces/eos/user/m/marie/run%201`.
 */

/**
 * The page of a folder inside a space; null where there can be none.
 *
 * @param page - of the space
 * @param path - of the folder in the space; empty for the space itself
 */
export function pageInside(page: string, path: string): string | null {
  const url = webAddress(page);
  const names = namesIn(path);
  if (url === null || names === null) {
    return null;
  }
  if (names.length > 0) {
    url.pathname = [
      url.pathname.replace(/\/+$/, ''),
      ...names.map(encodeURIComponent)
    ].join('/');
  }
  return url.href;
}

/**
 * What `pageInside` made a page of: the path in a space; null where it is not
 * the page of anything in there.
 *
 * @param page - of the space
 * @param inside - of what may be in it
 */
export function pathInside(page: string, inside: string): string | null {
  const space = webAddress(page);
  const item = webAddress(inside);
  const root = decodedNames(space);
  const names = decodedNames(item);
  if (
    root === null ||
    names === null ||
    space?.origin !== item?.origin ||
    root.some((name, index) => names[index] !== name)
  ) {
    return null;
  }
  return names.slice(root.length).join('/');
}

/**
 * An address that a browser may be sent to; null for any other text.
 */
function webAddress(text: string): URL | null {
  try {
    const url = new URL(text);
    return ['http:', 'https:'].includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/** The names in a path; null where it would lead anywhere but down. */
function namesIn(path: string): string[] | null {
  const names = path.split('/').filter(name => name !== '');
  return names.every(name => name !== '.' && name !== '..') ? names : null;
}

function decodedNames(url: URL | null): string[] | null {
  if (url === null) {
    return null;
  }
  try {
    const names = url.pathname
      .split('/')
      .filter(name => name !== '')
      .map(decodeURIComponent);
    return names.some(name => /^\.{1,2}$|\/|\p{Cc}/u.test(name)) ? null : names;
  } catch {
    return null;
  }
}
