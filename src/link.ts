import type { IRouter } from '@jupyterlab/application';

/** The parameter that names a share in the page's address. */
const PARAMETER = 'sciencemesh-open';

/**
 * The share that an address asks to be shown; null where it names none.
 *
 * @param search - the query part, with its question mark
 */
export function linkedShare(search: string): string | null {
  const share = new URLSearchParams(search).get(PARAMETER);
  return share !== null && IDENTIFIER.test(share) ? share : null;
}

/**
 * The same address without the parameter, so that a reload shows what the
 * person left and not the share again.
 */
export function withoutLink(location: IRouter.ILocation): string {
  const parameters = new URLSearchParams(location.search);
  parameters.delete(PARAMETER);
  const search = parameters.toString();
  return `${location.path}${search && `?${search}`}${location.hash}`;
}

/** As the contract has it. */
const IDENTIFIER = /^[A-Za-z0-9-]{1,64}$/;
