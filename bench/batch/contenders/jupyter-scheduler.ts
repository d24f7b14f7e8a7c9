/**
 * jupyter-scheduler with the back end that it comes with: jobs are processes
 * of the server's own machine.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotError } from '../../drive/contender.ts';
import { JupyterServer } from '../../drive/jupyter-server.ts';
import { until, type Contender, type Run } from './contender.ts';

interface SchedulerJob {
  job_id: string;
  status: string;
  status_message: string | null;
  job_files: { file_format: string; file_path: string | null }[];
}

export async function startJupyterScheduler(
  installed: string,
  folder: string,
  notebooks: Readonly<Record<string, string>>
): Promise<Contender> {
  const root = join(folder, 'root');
  await mkdir(root, { recursive: true });
  for (const [name, text] of Object.entries(notebooks)) {
    await writeFile(join(root, name), text);
  }
  const jupyter = await JupyterServer.start({
    environment: join(installed, 'jupyter-scheduler'),
    folder,
    root,
    config: {
      SchedulerApp: {
        db_url: `sqlite:///${join(folder, 'scheduler.sqlite')}`
      }
    }
  });
  return new JupyterScheduler(jupyter);
}

class JupyterScheduler implements Contender {
  readonly name = 'jupyter-scheduler 2.12.1, this machine';
  readonly #jupyter: JupyterServer;

  constructor(jupyter: JupyterServer) {
    this.#jupyter = jupyter;
  }

  async run(notebook: string): Promise<Run> {
    const start = performance.now();
    const id = await this.#submit(notebook);
    const answered = performance.now() - start;
    const { status, status_message } = await this.#end(id);
    if (status !== 'COMPLETED') {
      throw new Error(status_message ?? status);
    }
    await this.#download(id);
    return { answered, firstCell: null, done: performance.now() - start };
  }

  async fail(notebook: string): Promise<string> {
    const id = await this.#submit(notebook);
    const { status_message } = await this.#end(id);
    const left = await this.#download(id).then(
      () => 'the notebook so far',
      () => 'no notebook'
    );
    const text = (status_message ?? '').replace(/\s+/g, ' ').slice(-120);
    return `${left}; "${text}"`;
  }

  stop(): Promise<void> {
    return this.#jupyter.stop();
  }

  async #submit(notebook: string): Promise<string> {
    const [environment] = await this.#jupyter.json<{ name: string }[]>(
      'scheduler/runtime_environments'
    );
    const { job_id } = await this.#jupyter.send<SchedulerJob>(
      'POST',
      'scheduler/jobs',
      {
        name: notebook,
        input_uri: notebook,
        runtime_environment_name: environment?.name ?? '',
        runtime_environment_parameters: {},
        output_formats: ['ipynb']
      }
    );
    return job_id;
  }

  #end(id: string): Promise<SchedulerJob> {
    return until(async () => {
      const job = await this.#jupyter.json<SchedulerJob>(
        `scheduler/jobs/${id}`
      );
      // A new one is called STOPPED until it has begun.
      return ['COMPLETED', 'FAILED'].includes(job.status) ? job : null;
    });
  }

  /** What "Download job files" does: from its staging to the person's files. */
  async #download(id: string): Promise<void> {
    await this.#jupyter.request(`scheduler/jobs/${id}/download_files`);
    await until(async () => {
      const { job_files } = await this.#jupyter.json<SchedulerJob>(
        `scheduler/jobs/${id}`
      );
      const path = job_files.find(
        ({ file_format }) => file_format === 'ipynb'
      )?.file_path;
      if (!path) {
        return null;
      }
      return this.#jupyter
        .json(`api/contents/${path}?content=0`)
        .catch((error: unknown) => {
          if (error instanceof CannotError) {
            return null;
          }
          throw error;
        });
    });
  }
}
