import { fireEvent, render, screen } from '@testing-library/react';
import type { PackageFile } from 'sciencemesh-contract';
import * as React from 'react';
import { file } from '../testing/samples';
import { trans } from '../testing/server';
import { FileTable } from './filetable';
import { FileSelection } from './selection';
import { standing } from './standing';

describe('FileTable', () => {
  // Nothing has a size in jsdom; here the list is as high as in a browser.
  beforeAll(() => {
    jest.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(336);
    jest.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(800);
  });

  afterAll(() => {
    jest.restoreAllMocks();
  });

  function show(
    files: readonly PackageFile[],
    selection = new FileSelection(files)
  ): jest.Mock {
    const choose = jest.fn();
    render(
      <FileTable
        choose={choose}
        files={files}
        selection={selection}
        standingOf={one => standing(one, undefined, false, trans)}
        trans={trans}
      />
    );
    return choose;
  }

  it('keeps only the rows in view of ten thousand', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => file({ index }));
    show(many);
    expect(screen.getByRole('table').getAttribute('aria-rowcount')).toBe(
      '10001'
    );
    const rows = screen.getAllByRole('row');
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.length).toBeLessThan(50);
  });

  it('shows name, size, host, licence and state of a file', () => {
    show([
      file({
        size: 2048,
        license: 'https://spdx.org/licenses/MIT',
        check: 'login'
      })
    ]);
    const [, row] = screen.getAllByRole('row');
    expect(
      [...(row?.querySelectorAll('.jp-SciMeshFiles-cell') ?? [])].map(
        cell => cell.textContent
      )
    ).toEqual([
      'data/0.csv',
      '2 KB',
      'data.example.org',
      'MIT',
      'Asks for a login'
    ]);
  });

  it('lets a file be left out, but not one that cannot be fetched', () => {
    const files = [file(), file({ index: 1, source: 'missing', url: null })];
    const choose = show(files);
    fireEvent.click(screen.getByLabelText('Fetch data/0.csv'));
    expect(choose).toHaveBeenCalledWith([files[0]], false);
    const box = screen.getByLabelText<HTMLInputElement>('Fetch data/1.csv');
    expect([box.checked, box.disabled]).toEqual([false, true]);
  });

  it('chooses all and none', () => {
    const files = [file(), file({ index: 1 })];
    const choose = show(files);
    fireEvent.click(screen.getByLabelText('Leave out all files'));
    expect(choose).toHaveBeenCalledWith(files, false);
  });

  it('shows that some are chosen', () => {
    const files = [file(), file({ index: 1 })];
    show(files, new FileSelection(files).with(files.slice(0, 1), false));
    const box = screen.getByLabelText<HTMLInputElement>('Choose all files');
    expect(box.indeterminate).toBe(true);
  });

  it('sorts by a click on a column', () => {
    show([file({ size: 9 }), file({ index: 1, size: 3 })]);
    fireEvent.click(screen.getByText('Size'));
    const names = [...document.querySelectorAll('.jp-SciMeshFiles-name')];
    expect(names.map(name => name.textContent)).toEqual(['1.csv', '0.csv']);
    const head = screen.getByText('Size').closest('[role=columnheader]');
    expect(head?.getAttribute('aria-sort')).toBe('ascending');
  });

  it('links to pages by https only', () => {
    show([
      file({ source: 'landing', url: 'https://doi.example.org/1' }),
      file({ index: 1, source: 'landing', url: 'javascript:alert(1)' })
    ]);
    const links = screen.getAllByRole<HTMLAnchorElement>('link');
    expect(links.map(link => [link.href, link.rel])).toEqual([
      ['https://doi.example.org/1', 'noopener noreferrer']
    ]);
  });
});
