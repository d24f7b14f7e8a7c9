/** A notebook of code cells, the first of which declares parameters. */
export function notebook(...sources: string[]): string {
  return JSON.stringify({
    cells: sources.map((source, place) => ({
      cell_type: 'code',
      execution_count: null,
      id: `cell-${place}`,
      metadata: place === 0 ? { tags: ['parameters'] } : {},
      outputs: [],
      source
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
