/**
 * The batch script: what the person sees, may change, and what runs.
 *
 * It claims its task's folder before it does anything, so that a job that was
 * submitted twice by a lost answer runs once, and becomes the command itself
 * (`exec`), so that Slurm's signals reach the worker.
 */
import type { SubmitOrder } from './batch-system.ts';
import { shellLine, shellWord } from './shell-words.ts';

/** Options that the script carries as `#SBATCH` lines. */
export function resourceOptions(order: SubmitOrder): string[] {
  const { resources } = order;
  const grace = Math.min(
    order.graceSeconds,
    Math.max(1, Math.floor(resources.seconds / 2))
  );
  return [
    ...(resources.queue === null ? [] : [`--partition=${resources.queue}`]),
    ...(resources.account === null ? [] : [`--account=${resources.account}`]),
    '--nodes=1',
    '--ntasks=1',
    `--cpus-per-task=${resources.cpus}`,
    `--mem=${resources.memoryMebibytes}M`,
    ...(resources.diskMebibytes === null
      ? []
      : [`--tmp=${resources.diskMebibytes}M`]),
    ...(resources.gpus === 0 ? [] : [`--gpus=${resources.gpus}`]),
    `--time=${slurmTime(resources.seconds)}`,
    `--signal=B:TERM@${grace}`,
    ...(order.tasks === 1
      ? []
      : [
          `--array=0-${order.tasks - 1}${order.atOnce === null ? '' : `%${order.atOnce}`}`
        ]),
    ...(order.after.length === 0
      ? []
      : [
          `--dependency=afterok:${order.after.join(':')}`,
          '--kill-on-invalid-dep=yes'
        ])
  ];
}

/**
 * Wall time as Slurm reads it: it counts in minutes, so the rest of one is
 * asked for as a whole.
 *
 * @returns `days-hours:minutes:seconds`
 */
export function slurmTime(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(minutes / 1440)}-${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}:00`;
}

/** Every task finds the files of the job beside it. */
const enterTaskFolder = (
  order: SubmitOrder
) => `mkdir -p "task-$SLURM_ARRAY_TASK_ID" && cd "task-$SLURM_ARRAY_TASK_ID" || exit 40
${order.files.map(file => `ln -sf ../${shellWord(file)} .\n`).join('')}`;

/**
 * What Slurm is given.
 *
 * @param setup path of a script that is sourced first
 */
export function renderScript(order: SubmitOrder, setup: string | null): string {
  const single = order.tasks === 1;
  const command = [
    ...(order.container === null
      ? []
      : ['apptainer', 'exec', '--pwd', '.', order.container]),
    ...order.command
  ];
  return `#!/bin/bash
${resourceOptions(order)
  .map(option => `#SBATCH ${option}`)
  .join('\n')}

# Only one job may work in ${single ? 'this folder' : "a task's folder"}: should this script ever be
# submitted twice, the second job ends here.
job=\${SLURM_ARRAY_JOB_ID:-$SLURM_JOB_ID}
${single ? '' : enterTaskFolder(order)}if ! (set -o noclobber; echo "$job" > .slurm-job) 2>/dev/null &&
    [ "$(cat .slurm-job)" != "$job" ]; then
  echo "Job $job is a second copy of this job. It ends here." >&2
  exit 0
fi
${setup === null ? '' : `. ${shellWord(setup)} || exit 24\n`}exec ${shellLine(command)}${single ? '' : ' --task "$SLURM_ARRAY_TASK_ID"'}
`;
}
