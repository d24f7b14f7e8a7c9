/**
 * Why somebody is not signed in, in sentences for the person.
 */
import { RequestProblem } from '../../../http/problem.ts';
import type { GrantError, GrantFailure } from './grant.ts';

export function noSignIn(name: string): RequestProblem {
  return new RequestProblem(
    409,
    'repository-without-sign-in',
    `This service is not registered at ${name}. Enter a token instead.`
  );
}

export function signInUnknown(): RequestProblem {
  return new RequestProblem(
    409,
    'sign-in-unknown',
    'This sign-in was not begun here by you, was used already, or took longer than ten minutes. Go back to JupyterLab and begin again.'
  );
}

export function signInDenied(name: string): RequestProblem {
  return new RequestProblem(
    403,
    'sign-in-denied',
    `You did not allow it at ${name}, so you are not signed in. Begin again in JupyterLab, or enter a token there.`
  );
}

/** @param error of RFC 6749, 4.1.2.1; came by way of the browser */
export function signInEnded(
  name: string,
  error: string | undefined
): RequestProblem {
  const code = /^[a-z_]{1,40}$/u.test(error ?? '') ? ` (${error})` : '';
  return new RequestProblem(
    502,
    'sign-in-ended',
    `${name} has ended the sign-in${code}. Begin again in JupyterLab; if that does not help, tell the administrator of this service.`
  );
}

/** RFC 9207: the answer says that it comes from another server, or not whose. */
export function signInFromElsewhere(
  name: string,
  { expected, told }: { expected: string; told: string | undefined }
): RequestProblem {
  return new RequestProblem(
    502,
    'sign-in-elsewhere',
    `What you came back with is not from ${name}, so you are not signed in. Begin again in JupyterLab; if that does not help, tell the administrator of this service.`,
    {
      cause: new Error(
        `"iss" of the answer is ${told === undefined ? 'missing' : JSON.stringify(told.slice(0, 200))}; the issuer of ${name} is ${JSON.stringify(expected)}, as far as is known here`
      )
    }
  );
}

export function signedOutMeanwhile(name: string): RequestProblem {
  return new RequestProblem(
    409,
    'sign-in-unknown',
    `You signed out of ${name} meanwhile, so you are not signed in. Begin again in JupyterLab.`
  );
}

const STATUS: Readonly<Record<GrantFailure, number>> = {
  refused: 409,
  misconfigured: 503,
  failed: 502
};

export function signInFailed({
  cause,
  code,
  message
}: GrantError): RequestProblem {
  return new RequestProblem(STATUS[code], `sign-in-${code}`, message, {
    cause
  });
}
