/**
 * Tokens that HTCondor's credential daemon keeps for the jobs of a person.
 */
import type {
  HtcondorSiteConfig,
  WorkerCredential
} from 'sciencemesh-contract';
import { BatchError, type CredentialKeeper } from '../batch-system.ts';
import { failureOf, type Programs } from './programs.ts';

const NAME = /^[a-z0-9]{1,100}$/;

/** @param service under which the daemon keeps them */
export function createCredentials(
  programs: Programs,
  config: HtcondorSiteConfig,
  service: string
): CredentialKeeper {
  const run = (
    action: string,
    name: string,
    more: readonly string[],
    options: { signal: AbortSignal; input?: string }
  ) => {
    if (!NAME.test(name)) {
      throw new BatchError('refused', 'A credential has an odd name.');
    }
    return programs.pool(
      'condor_store_cred',
      [action, '-s', service, '-H', name, ...more],
      options
    );
  };
  return {
    async keep(name: string, credential: WorkerCredential, signal) {
      // By way of stdin: arguments are seen by everybody on this machine.
      const result = await run('add-oauth', name, ['-i', '-'], {
        signal,
        input: JSON.stringify(credential)
      });
      if (result.code !== 0) {
        throw failureOf('condor_store_cred', result, config);
      }
    },
    async forget(name, signal) {
      const result = await run('delete-oauth', name, [], { signal });
      if (result.code !== 0 && !/not found|no such/i.test(result.stderr)) {
        throw failureOf('condor_store_cred', result, config);
      }
    }
  };
}
