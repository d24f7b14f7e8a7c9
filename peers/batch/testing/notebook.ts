const code = (id: string, source: string) => ({
  cell_type: 'code',
  execution_count: null,
  id,
  metadata: {},
  outputs: [],
  source
});

/** A notebook, and a script that executes it in the sandbox of a job. */
export const notebook = {
  'analysis.ipynb': JSON.stringify({
    cells: [
      code('first', 'value = 6 * 7'),
      code('second', 'print("the value is", value)')
    ],
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
