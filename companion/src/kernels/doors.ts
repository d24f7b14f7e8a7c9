/**
 * What a kernel may ask for: files of shares, and nothing about the person,
 * the node or other kernels.
 */

/** Methods by the pattern of their route; all other doors are closed. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  '/api/contents': ['GET', 'HEAD'],
  '/api/contents/*': ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  '/api/raw/*': ['GET', 'HEAD', 'PUT'],
  '/api/zip/*': ['GET', 'HEAD']
};

/** @param route pattern of the route that answers; undefined where none does */
export function isOpenToKernels(
  method: string,
  route: string | undefined
): boolean {
  return (
    route !== undefined &&
    Object.hasOwn(DOORS, route) &&
    (DOORS[route]?.includes(method) ?? false)
  );
}
