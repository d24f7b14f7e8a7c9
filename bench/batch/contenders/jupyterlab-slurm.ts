/**
 * jupyterlab-slurm: submits scripts, so the person writes one that executes
 * the notebook.
 */
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotError } from '../../drive/contender.ts';
import { JupyterServer } from '../../drive/jupyter-server.ts';
import { people, type Batch } from '../../../peers/batch/index.ts';
import { until, type Contender, type Run } from './contender.ts';

interface Envelope<T> {
  success: boolean;
  data: T;
  errorMessage: string | null;
}

const script = (notebook: string) => `#!/bin/bash
#SBATCH --output=${notebook}.log
export HOME="$PWD" JUPYTER_RUNTIME_DIR="$PWD/.runtime" IPYTHONDIR="$PWD/.ipython"
rm -f "executed-${notebook}"
exec python3 - << 'END'
import nbformat
from nbclient import NotebookClient
notebook = nbformat.read('${notebook}', as_version=4)
NotebookClient(notebook).execute()
nbformat.write(notebook, 'executed-${notebook}')
END
`;

export async function startJupyterlabSlurm(
  batch: Batch,
  installed: string,
  folder: string,
  notebooks: Readonly<Record<string, string>>
): Promise<Contender> {
  const root = join(folder, 'root');
  await mkdir(root, { recursive: true });
  await chown(root, people.alice, people.alice);
  for (const [name, text] of Object.entries(notebooks)) {
    await writeFile(join(root, name), text);
    await writeFile(join(root, `${name}.sh`), script(name));
    await chmod(join(root, `${name}.sh`), 0o755);
  }
  const jupyter = await JupyterServer.start({
    environment: join(installed, 'jupyterlab-slurm'),
    folder,
    root,
    config: {},
    path: batch.place.commands.alice
  });
  return new JupyterlabSlurm(jupyter, root);
}

class JupyterlabSlurm implements Contender {
  readonly name = 'jupyterlab-slurm 4.1.0, Slurm';
  readonly #jupyter: JupyterServer;
  readonly #root: string;

  constructor(jupyter: JupyterServer, root: string) {
    this.#jupyter = jupyter;
    this.#root = root;
  }

  async run(notebook: string): Promise<Run> {
    const start = performance.now();
    const since = new Date().toISOString();
    await this.#submit(notebook);
    const answered = performance.now() - start;
    await until(() => this.#written(`executed-${notebook}`, since));
    return { answered, firstCell: null, done: performance.now() - start };
  }

  async fail(notebook: string): Promise<string> {
    const id = await this.#submit(notebook);
    const state = await until(async () => {
      const { data } = await this.#jupyter.json<Envelope<unknown>>(
        `jupyterlab_slurm/job/${id}`
      );
      return /FAILED|COMPLETED/.exec(JSON.stringify(data))?.[0] ?? null;
    });
    const left = await this.#written(`executed-${notebook}`, '');
    return `${left === null ? 'no notebook' : 'a notebook'}; "${state}"`;
  }

  stop(): Promise<void> {
    return this.#jupyter.stop();
  }

  async #submit(notebook: string): Promise<string> {
    const answer = await this.#jupyter.send<Envelope<{ jobId: string }>>(
      'POST',
      'jupyterlab_slurm/sbatch',
      {
        inputPath: join(this.#root, `${notebook}.sh`),
        outputPath: this.#root
      }
    );
    if (!answer.success) {
      throw new Error(answer.errorMessage ?? 'sbatch failed');
    }
    return answer.data.jobId;
  }

  /** A file that was written since. */
  async #written(name: string, since: string): Promise<true | null> {
    try {
      const { last_modified } = await this.#jupyter.json<{
        last_modified: string;
      }>(`api/contents/${name}?content=0`);
      return Date.parse(last_modified) > (Date.parse(since) || 0) ? true : null;
    } catch (error) {
      if (error instanceof CannotError) {
        return null;
      }
      throw error;
    }
  }
}
