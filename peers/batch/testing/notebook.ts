import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { people } from '../people.ts';

const code = (source: string) => ({
  cell_type: 'code',
  execution_count: null,
  id: `cell-${source.length}`,
  metadata: {},
  outputs: [],
  source
});

/** A notebook, and a script that executes it as jobs do. */
const files = {
  'analysis.ipynb': JSON.stringify({
    cells: [code('value = 6 * 7'), code('print("the value is", value)')],
    metadata: {
      kernelspec: {
        name: 'python3',
        display_name: 'Python 3',
        language: 'python'
      }
    },
    nbformat: 4,
    nbformat_minor: 5
  }),
  'run.sh': `#!/bin/sh
export HOME="$PWD" JUPYTER_RUNTIME_DIR="$PWD/.runtime" IPYTHONDIR="$PWD/.ipython"
exec python3 - << 'END'
import nbformat
from nbclient import NotebookClient
notebook = nbformat.read('analysis.ipynb', as_version=4)
NotebookClient(notebook).execute()
nbformat.write(notebook, 'executed.ipynb')
END
`
};

/** Writes both into a new folder of alice's. */
export async function notebookIn(folder: string): Promise<string> {
  await mkdir(folder);
  await chown(folder, people.alice, people.alice);
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, name);
    await writeFile(file, text, { mode: 0o755 });
    await chown(file, people.alice, people.alice);
  }
  return folder;
}
