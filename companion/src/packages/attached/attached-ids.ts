/**
 * Identifiers of an attached crate: relative to the working copy for what lies
 * there, and valid URI references for all else (RO-Crate 1.1, "Data Entities").
 */

/** A path in the working copy as an identifier; folders end in `/`. */
export function encodedPath(path: string, isFolder = false): string {
  const encoded = path
    .toWellFormed()
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  return isFolder && !encoded.endsWith('/') ? `${encoded}/` : encoded;
}

/** An identifier whose characters a URI reference may have. */
export function encodedUri(id: string): string {
  return id
    .toWellFormed()
    .replace(/%(?![0-9A-Fa-f]{2})/g, '%25')
    .replace(/[^A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]/gu, encodeURIComponent);
}

/** Whether an identifier names something on the web or elsewhere. */
export function isAbsolute(id: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(id) && !id.startsWith('_:');
}

/** Whether an identifier names something that can be fetched. */
export function isWeb(id: string | null): id is string {
  return id !== null && /^https?:\/\//i.test(id);
}
