/**
 * What would go wrong with a job: what its script says, and Slurm's dry run.
 */
import type { JobFinding } from 'sciencemesh-contract';
import type { SubmitText } from '../batch-system.ts';
import type { CommandResult } from '../commands.ts';
import { slurmRefusal } from '../slurm-states.ts';
import { failureOf, lastLine } from './answers.ts';

/** What a person has made of the script. */
export function checkScript({ text }: SubmitText): JobFinding[] {
  const lines = text.split('\n');
  const findings: JobFinding[] = [];
  if (!text.startsWith('#!')) {
    findings.push({
      level: 'error',
      code: 'script-refused',
      field: 'script',
      message:
        'The script must begin with a line such as "#!/bin/bash". Put one there.'
    });
  }
  const first = lines.findIndex(line => !/^\s*(#|$)/u.test(line));
  const late = lines.findIndex(
    (line, at) => first >= 0 && at > first && line.startsWith('#SBATCH')
  );
  if (late >= 0) {
    findings.push({
      level: 'warning',
      code: 'option-ignored',
      field: 'script',
      message: `Slurm does not read line ${late + 1} ("${lines[late]?.slice(0, 60)}"), because it stands after the first command. Move it up.`
    });
  }
  return findings;
}

/**
 * What `sbatch --test-only` found.
 *
 * @throws BatchError when the site could not be asked
 */
export function readTestOnly(result: CommandResult): JobFinding[] {
  if (result.code === 0) {
    const start = /to start at (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)/u.exec(
      result.stderr
    )?.[1];
    return start === undefined
      ? []
      : [
          {
            level: 'note',
            code: 'start-estimate',
            field: null,
            message: `Slurm expects to start it at ${start.replace('T', ' ')} UTC.`
          }
        ];
  }
  const failure = failureOf(result, 'sbatch', false);
  if (failure.code !== 'refused' && failure.code !== 'not-permitted') {
    throw failure;
  }
  const known = slurmRefusal(result.stderr);
  return [
    {
      level: 'error',
      code: known?.code ?? 'refused',
      field: known?.field ?? null,
      message:
        known?.message ?? `Slurm would refuse it: ${lastLine(result.stderr)}`
    }
  ];
}
