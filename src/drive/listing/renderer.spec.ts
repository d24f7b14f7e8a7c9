import { DocumentRegistry } from '@jupyterlab/docregistry';
import type { Contents } from '@jupyterlab/services';
import { contentModel, contentShare, READ_ONLY } from '../../testing/contents';
import { trans } from '../../testing/server';
import { DriveRenderer } from './renderer';

describe('DriveRenderer', () => {
  let renderer: DriveRenderer;
  let node: HTMLElement;

  beforeEach(() => {
    renderer = new DriveRenderer(trans);
    node = renderer.createItemNode();
  });

  function draw(
    model: Contents.IModel,
    options: { hidden?: Set<'file_size'>; selected?: boolean } = {}
  ): void {
    const { hidden, selected } = options;
    const type = DocumentRegistry.getDefaultTextFileType();
    const translator = undefined;
    renderer.updateItemNode(node, model, type, translator, hidden, selected);
  }

  const marks = (): (string | null)[] =>
    [...node.querySelectorAll('.jp-SciMeshDrive-mark')].map(mark =>
      mark.getAttribute('aria-label')
    );
  const text = (className: string): string | null | undefined =>
    node.querySelector(`.${className}`)?.textContent;

  it('shows name, size and what the row is for', () => {
    draw(contentModel({ path: 'ScienceMesh:Beam/data.csv', size: 2048 }));
    expect(text('jp-DirListing-itemText')).toBe('data.csv');
    expect(text('jp-DirListing-itemFileSize')).toBe('2 KB');
    expect(node.getAttribute('role')).toBe('row');
    expect(node.getAttribute('data-isdir')).toBe('false');
  });

  it('shows names as text, whoever has thought of them', () => {
    draw(contentModel({ name: '<img src=x onerror=alert(1)>' }));
    expect(node.querySelector('.jp-DirListing-itemText img')).toBeNull();
    expect(text('jp-DirListing-itemText')).toContain('<img');
  });

  it('says in words how things stand with an entry', () => {
    draw(
      contentModel({
        path: 'ScienceMesh:Beam/a.csv',
        sciencemesh: contentShare({ rights: READ_ONLY, sync: 'conflict' })
      })
    );
    expect(marks()).toEqual([
      'Somebody else has changed it: your edit waits for your decision',
      'Read-only'
    ]);
  });

  it('says of a share whether it is in reach, and forgets it afterwards', () => {
    const share = { path: 'ScienceMesh:Beam', type: 'directory' } as const;
    const gone = contentShare({ reach: 'gone' });
    draw(contentModel({ ...share, sciencemesh: gone }));
    expect(marks()).toEqual(['Revoked or gone']);
    draw(contentModel(share));
    expect(marks()).toEqual([]);
  });

  it('marks the letters that the filter has found', () => {
    const found = { indices: [0, 1] };
    draw({ ...contentModel(), ...found });
    expect(node.querySelector('mark')?.textContent).toBe('da');
    draw(contentModel());
    expect(node.querySelector('mark')).toBeNull();
    expect(text('jp-DirListing-itemText')).toBe('data.csv');
  });

  it('says nothing where no date is known', () => {
    draw(contentModel({ last_modified: '1970-01-01T00:00:00Z' }));
    expect(text('jp-DirListing-itemModified')).toBe('');
  });

  it('names the box of a row by what it does', () => {
    draw(contentModel(), { selected: true });
    const box = node.querySelector('input');
    expect(box?.checked).toBe(true);
    expect(box?.getAttribute('aria-label')).toBe('Deselect data.csv');
  });

  it('hides the columns that the person does not want', () => {
    draw(contentModel({ size: 2048 }), { hidden: new Set(['file_size']) });
    const cell = node.querySelector('.jp-DirListing-itemFileSize');
    expect(cell instanceof HTMLElement && cell.hidden).toBe(true);
  });

  it('tells everything in the title of a row', () => {
    const title = renderer.describe(contentModel({ size: 2048 }));
    expect(title).toContain('Owner: Ines Example');
    expect(title).toContain('At: cloud.example.org');
    expect(title).toContain('You may: read, change');
  });
});
