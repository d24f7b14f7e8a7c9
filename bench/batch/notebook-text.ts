/**
 * A notebook whose cells take their time.
 *
 * @param cells how many
 * @param seconds that each of them takes
 */
export function notebookText(cells: number, seconds: number): string {
  return JSON.stringify({
    cells: Array.from({ length: cells }, (_, number) => ({
      cell_type: 'code',
      execution_count: null,
      id: `cell-${number}`,
      metadata: {},
      outputs: [],
      source: `import time\ntime.sleep(${seconds})\nprint("cell ${number} is done")`
    })),
    metadata: {
      kernelspec: {
        name: 'python3',
        display_name: 'Python 3',
        language: 'python'
      }
    },
    nbformat: 4,
    nbformat_minor: 5
  });
}
