/**
 * What the service of repositories refuses, in sentences for the person.
 */
import { RequestProblem } from '../../http/problem.ts';

export function repositoryNotFound(): RequestProblem {
  return new RequestProblem(
    404,
    'repository-not-found',
    'There is no such repository (any more). Choose another one.'
  );
}

/** @param message why, and what to do */
export function signInNeeded(message: string): RequestProblem {
  return new RequestProblem(409, 'repository-sign-in', message);
}

export function noLogin(name: string): RequestProblem {
  return new RequestProblem(
    409,
    'repository-without-login',
    `${name} needs no token.`
  );
}

export function tokenSpoiled(name: string): RequestProblem {
  return new RequestProblem(
    422,
    'token-refused',
    `This is no token of ${name}: it has spaces or signs that no token has. Copy it again.`
  );
}

export function notYours(name: string): RequestProblem {
  return new RequestProblem(
    409,
    'repository-not-yours',
    `${name} was named by the administrator or comes with this program, and stays in the list.`
  );
}

export function inUse(name: string): RequestProblem {
  return new RequestProblem(
    409,
    'repository-in-use',
    `A publication is on its way to ${name}. Finish or discard it first.`
  );
}

export function othersRefused(): RequestProblem {
  return new RequestProblem(
    403,
    'repositories-fixed',
    'Only repositories that the administrator has named can be used here. Ask the administrator for another one.'
  );
}

/** @param message why, and what to do */
export function addressRefused(
  message: string,
  cause?: unknown
): RequestProblem {
  return new RequestProblem(422, 'repository-address', message, { cause });
}

export function strangeHost(host: string): RequestProblem {
  return new RequestProblem(
    422,
    'repository-unknown-kind',
    `${host} answers, and is neither an InvenioRDM nor a Dataverse. Check the address; for other places there is the archive on this server.`
  );
}

/** @param message of the outbound client */
export function unreachable(message: string, cause: unknown): RequestProblem {
  return new RequestProblem(503, 'repository-unreachable', message, { cause });
}
