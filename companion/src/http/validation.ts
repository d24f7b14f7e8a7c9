/**
 * What is wrong with a request, one entry for each member.
 */
import type { TLocalizedValidationError } from 'typebox/error';

export interface InvalidMember {
  /** Path of the member with dots, e.g. `protocol.name`. */
  name: string;
  message: string;
}

/** A request that its schema does not allow. */
export class InvalidRequest extends Error {
  readonly members: readonly InvalidMember[];

  constructor(part: string, errors: readonly TLocalizedValidationError[]) {
    const members = invalidMembers(errors);
    super(
      `The ${part} of the request is not valid: ${members
        .map(({ name, message }) => `${name} ${message}`)
        .join('; ')}.`
    );
    this.name = 'InvalidRequest';
    this.members = members;
  }
}

/** At most a few: a hostile request shall not choose the answer's size. */
const MAXIMUM_MEMBERS = 20;
const MAXIMUM_NAME = 200;

/** Errors of a TypeBox validator, by the member they are about. */
export function invalidMembers(
  errors: readonly TLocalizedValidationError[]
): InvalidMember[] {
  const members = errors.flatMap(error => {
    const path = error.instancePath.split('/').slice(1).map(unescape);
    const inside = (name: string) => [...path, name].join('.');
    switch (error.keyword) {
      case 'required':
        return error.params.requiredProperties.map(name => ({
          name: inside(name),
          message: 'is missing'
        }));
      case 'additionalProperties':
        return error.params.additionalProperties.map(name => ({
          name: inside(name),
          message: 'is not known'
        }));
      case 'enum':
        return [
          {
            name: path.join('.'),
            message: `must be one of ${error.params.allowedValues.map(String).join(', ')}`
          }
        ];
      case 'boolean':
      case 'anyOf':
        // Said better by the errors beside it.
        return [];
      default:
        return [{ name: path.join('.'), message: error.message }];
    }
  });
  const byName = Map.groupBy(
    members,
    ({ name }) => name.slice(0, MAXIMUM_NAME) || '(whole)'
  );
  return [...byName].slice(0, MAXIMUM_MEMBERS).map(([name, found]) => ({
    name,
    message: found.map(({ message }) => message).join(' or ')
  }));
}

/** RFC 6901, section 4. */
function unescape(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}
