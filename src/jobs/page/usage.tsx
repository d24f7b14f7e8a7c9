import type { TranslationBundle } from '@jupyterlab/translation';
import type { Job } from 'sciencemesh-contract';
import * as React from 'react';
import { secondsBetween } from '../clock';
import { ProgressLine } from '../progressline';
import { duration, memory } from '../wording';

/**
 * What a job has used of what it asked for, and what the site calls it.
 */
export function Usage(props: Usage.IProps): JSX.Element {
  const { job, now, trans } = props;
  const { resources, usage } = job;
  const wall =
    job.state === 'running' && job.startedAt !== null
      ? secondsBetween(job.startedAt, now)
      : usage.wallSeconds;
  const { peakMemoryMebibytes: peak, cpuSeconds } = usage;
  return (
    <dl className="jp-SciMeshUsage">
      <Used
        asked={duration(trans, resources.seconds)}
        label={trans.__('Time')}
        share={wall === null ? null : wall / resources.seconds}
        trans={trans}
        used={wall === null ? null : duration(trans, Math.floor(wall))}
      />
      <Used
        asked={memory(trans, resources.memoryMebibytes)}
        label={trans.__('Memory')}
        share={peak === null ? null : peak / resources.memoryMebibytes}
        trans={trans}
        used={peak === null ? null : memory(trans, peak)}
      />
      <Used
        asked={trans._n('%1 core', '%1 cores', resources.cpus)}
        label={trans.__('Processors')}
        isLimit={false}
        share={
          // The tasks of a sweep compute side by side.
          cpuSeconds === null ||
          wall === null ||
          wall < 1 ||
          job.tasks.total > 1
            ? null
            : cpuSeconds / (wall * resources.cpus)
        }
        trans={trans}
        used={
          cpuSeconds === null
            ? null
            : trans.__('%1 computed', duration(trans, cpuSeconds))
        }
      />
      {job.systemId !== null && (
        <div>
          <dt>{trans.__('At %1', job.siteName)}</dt>
          <dd>{job.systemId}</dd>
        </div>
      )}
    </dl>
  );
}

/**
 * The namespace for `Usage` statics.
 */
export namespace Usage {
  /**
   * The properties of the component.
   */
  export interface IProps {
    readonly job: Job;

    /**
     * In milliseconds.
     */
    readonly now: number;
    readonly trans: TranslationBundle;
  }
}

interface IUsedProps {
  readonly asked: string;

  /**
   * Whether the job ends where it comes to all of it.
   */
  readonly isLimit?: boolean;
  readonly label: string;

  /**
   * Used of what was asked for, from 0; null where nobody measured.
   */
  readonly share: number | null;
  readonly trans: TranslationBundle;
  readonly used: string | null;
}

function Used(props: IUsedProps): JSX.Element {
  const { asked, isLimit = true, label, share, trans, used } = props;
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {used === null
          ? trans.__('%1 asked for', asked)
          : trans.__('%1 of %2', used, asked)}
        {share !== null && (
          <ProgressLine
            fraction={share}
            label={trans.__('%1 used of what was asked for', label)}
            tone={isLimit && share > NEARLY_ALL ? 'full' : 'plain'}
          />
        )}
      </dd>
    </div>
  );
}

/** From here on the next run should ask for more. */
const NEARLY_ALL = 0.9;
