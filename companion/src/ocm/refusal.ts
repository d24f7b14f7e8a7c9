import { RequestProblem } from '../http/problem.ts';
import type { InvalidMember } from '../http/validation.ts';

/** An OCM request that is refused; the peer's program and people read it. */
export class OcmRefusal extends RequestProblem {
  readonly validationErrors: readonly InvalidMember[] | undefined;

  /**
   * @param status of the HTTP answer
   * @param code for metrics and logs
   * @param message for the people behind the peer
   * @param validationErrors the members that are to blame
   */
  constructor(
    status: number,
    code: string,
    message: string,
    validationErrors?: readonly InvalidMember[]
  ) {
    super(status, code, message);
    this.name = 'OcmRefusal';
    this.validationErrors = validationErrors;
  }
}
