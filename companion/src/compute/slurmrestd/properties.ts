/**
 * A job as slurmrestd takes it, in the shape of v0.0.40 and later. It does not
 * read the `#SBATCH` lines of the script.
 */
import type { SubmitOrder } from '../batch-system.ts';
import { slurmPrinted } from '../slurm-printed.ts';

/**
 * @param path folder of the job, as the worker nodes see it
 */
export function jobProperties(
  order: SubmitOrder,
  path: string
): Readonly<Record<string, unknown>> {
  const { resources } = order;
  const number = (value: number) => ({
    set: true,
    infinite: false,
    number: value
  });
  const grace = Math.min(
    order.graceSeconds,
    Math.max(1, Math.floor(resources.seconds / 2))
  );
  return {
    // The tag makes it findable, whatever the label.
    name: `${order.label}.${order.tag}`,
    current_working_directory: path,
    standard_output: slurmPrinted(order, path, 'stdout'),
    standard_error: slurmPrinted(order, path, 'stderr'),
    open_mode: ['APPEND'],
    environment: ['PATH=/usr/local/bin:/usr/bin:/bin', 'LANG=C.UTF-8'],
    tasks: 1,
    minimum_nodes: 1,
    maximum_nodes: 1,
    cpus_per_task: resources.cpus,
    memory_per_node: number(resources.memoryMebibytes),
    time_limit: number(Math.ceil(resources.seconds / 60)),
    kill_warning_signal: 'TERM',
    kill_warning_delay: number(grace),
    kill_warning_flags: ['BATCH_JOB'],
    ...(resources.queue === null ? {} : { partition: resources.queue }),
    ...(resources.account === null ? {} : { account: resources.account }),
    ...(resources.diskMebibytes === null
      ? {}
      : { temporary_disk_per_node: resources.diskMebibytes }),
    ...(resources.gpus === 0
      ? {}
      : { tres_per_job: `gres/gpu:${resources.gpus}` }),
    ...(order.tasks === 1
      ? {}
      : {
          array: `0-${order.tasks - 1}${order.atOnce === null ? '' : `%${order.atOnce}`}`
        }),
    ...(order.after.length === 0
      ? {}
      : {
          dependency: `afterok:${order.after.join(':')}`,
          flags: ['KILL_INVALID_DEPENDENCY']
        })
  };
}
