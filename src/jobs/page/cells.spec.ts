import type * as nbformat from '@jupyterlab/nbformat';
import { NotebookModel } from '@jupyterlab/notebook';
import { isNotebook, update } from './cells';

function notebook(
  ...cells: readonly [source: string, output: string | null][]
): nbformat.INotebookContent {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: cells.map(([source, output], index) => ({
      id: `cell-${index}`,
      cell_type: 'code',
      execution_count: output === null ? null : index + 1,
      metadata: {},
      outputs:
        output === null
          ? []
          : [{ output_type: 'stream', name: 'stdout', text: output }],
      source
    }))
  };
}

describe('update', () => {
  // Yjs warns of cells that are filled before they join their document.
  beforeEach(() => jest.spyOn(console, 'warn').mockReturnValue());
  afterEach(() => jest.restoreAllMocks());

  it('fills in cells without making them anew', () => {
    const model = new NotebookModel();
    const sent = notebook(['one', null], ['two', null]);
    const half = notebook(['one', 'first'], ['two', null]);
    update(model, null, sent);
    const cell = model.cells.get(0);
    update(model, sent, half);
    expect(model.cells.get(0)).toBe(cell);
    const { outputs, execution_count } = cell.toJSON();
    expect(execution_count).toBe(1);
    expect(outputs).toEqual([
      { output_type: 'stream', name: 'stdout', text: 'first' }
    ]);
  });

  it('begins anew where the cells are others', () => {
    const model = new NotebookModel();
    const sent = notebook(['one', null]);
    update(model, null, sent);
    update(model, sent, notebook(['parameters', null], ['one', null]));
    expect(model.cells.length).toBe(2);
    expect(model.cells.get(0).sharedModel.getSource()).toBe('parameters');
  });

  it('lets nothing be edited, and trusts nothing', () => {
    const model = new NotebookModel();
    const document = notebook(['one', 'first']);
    update(model, null, {
      ...document,
      cells: document.cells.map(cell => ({
        ...cell,
        metadata: { trusted: true }
      }))
    });
    expect(model.cells.get(0).getMetadata('editable')).toBe(false);
    expect(model.cells.get(0).trusted).toBe(false);
  });
});

describe('isNotebook', () => {
  it.each([null, 'text', {}, { nbformat: 3, cells: [] }, { nbformat: 4 }])(
    'refuses %j',
    value => {
      expect(isNotebook(value)).toBe(false);
    }
  );
});
