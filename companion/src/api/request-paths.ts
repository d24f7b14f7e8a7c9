/**
 * Paths of the drive in addresses. They are taken from the address as it was
 * sent: an encoded slash is part of a name and never parts two, and what the
 * router would mend here says that somebody tries something.
 */
import type { FastifyRequest } from 'fastify';
import { namesIn } from '../drive/paths.ts';
import { RequestProblem } from '../http/problem.ts';

/** Nothing that a page sends is longer, whatever it encodes. */
const LONGEST_ADDRESS = 16 * 1024;

/**
 * The path of the drive in a request.
 *
 * @param prefix what stands before it, such as `/api/contents`
 * @returns names joined by `/`; empty for the root
 * @throws RequestProblem 400 when it is none
 */
export function drivePath(request: FastifyRequest, prefix: string): string {
  const address = (request.raw.url ?? '').split(/[?#]/, 1)[0] ?? '';
  if (address.length > LONGEST_ADDRESS || !address.startsWith(prefix)) {
    throw refused();
  }
  return checked(
    address.slice(prefix.length).replace(/^\/|\/$/g, ''),
    decodeURIComponent
  );
}

/**
 * A path that stands in a body, as pages write it: slashes around it do not
 * matter.
 *
 * @throws RequestProblem 400 when it is none
 */
export function writtenPath(path: string): string {
  return checked(path.replace(/^\/|\/$/g, ''), name => name);
}

function checked(path: string, decode: (name: string) => string): string {
  let names: string[];
  try {
    names = path === '' ? [] : path.split('/').map(decode);
  } catch (error) {
    throw refused(error);
  }
  if (names.some(name => name.includes('/'))) {
    throw refused();
  }
  const joined = names.join('/');
  namesIn(joined);
  return joined;
}

function refused(cause?: unknown): RequestProblem {
  return new RequestProblem(
    400,
    'path-refused',
    'This path cannot be used: it is not written as the path of a file.',
    { cause }
  );
}
