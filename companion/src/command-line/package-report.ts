/**
 * A package as a person reads it on a terminal.
 *
 * All texts were made one line of printable characters when the package was
 * read, so nothing in them can move the cursor.
 */
import type { PackageInspection } from 'sciencemesh-contract';
import type { Package } from '../packages/reading/package.ts';
import { oneLine } from '../packages/crate/shown.ts';

/** Rows of a table that are printed; `--json` prints all. */
const MAXIMUM_ROWS = 50;

export function reportOf(
  inspection: PackageInspection,
  { description, runnable, main }: Package
): string {
  const { title, kind, kernel, license, people, warnings } = inspection;
  const sections = [
    [title, oneLine(description)].filter(text => text !== '').join('\n'),
    facts([
      ['Kind', kind],
      ['Main', main === null ? null : `${main.name} (${oneLine(main.id)})`],
      ['Runs here', runnable.here ? 'yes' : 'no'],
      ['', runnable.reason],
      ...runnable.elsewhere.map(({ name, url }, index): [string, string] => [
        index === 0 ? 'Elsewhere' : '',
        `${oneLine(name)}: ${url}`
      ]),
      ['Kernel', kernelText(kernel)],
      ['Licence', license ?? 'not stated'],
      ['Authors', people.map(({ name }) => name).join(', ') || 'not stated']
    ]),
    table(
      'Files',
      ['PATH', 'SIZE', 'SOURCE', 'FROM'],
      inspection.files.map(({ path, size, source, url }) => [
        path,
        sizeText(size),
        source,
        url === null ? '' : new URL(url).host
      ])
    ),
    table(
      'Parameters',
      ['NAME', 'TYPE', 'VALUE'],
      inspection.parameters.map(({ name, type, required, value }) => [
        name,
        required ? `${type}, required` : type,
        value === null ? '' : oneLine(JSON.stringify(value), 60)
      ])
    ),
    warnings.length === 0
      ? ''
      : ['Warnings', ...warnings.map(({ message }) => `  ${message}`)].join(
          '\n'
        )
  ];
  return `${sections.filter(section => section !== '').join('\n\n')}\n`;
}

function facts(rows: [string, string | null][]): string {
  return rows
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name.padEnd(10)}  ${value ?? ''}`.trimEnd())
    .join('\n');
}

function kernelText(kernel: PackageInspection['kernel']): string | null {
  if (kernel === null) {
    return null;
  }
  const wanted = kernel.wanted ?? 'known after fetching';
  return kernel.offered === null
    ? wanted
    : `${wanted} (${kernel.offered} is offered here)`;
}

function table(title: string, head: string[], rows: string[][]): string {
  if (rows.length === 0) {
    return '';
  }
  const shown = [head, ...rows.slice(0, MAXIMUM_ROWS)];
  const widths = head.map((_, column) =>
    Math.min(60, Math.max(...shown.map(row => (row[column] ?? '').length)))
  );
  const lines = shown.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  );
  const left = rows.length - MAXIMUM_ROWS;
  return [
    `${title} (${rows.length})`,
    ...lines.map(line => `  ${line}`),
    ...(left > 0 ? [`  … and ${left} more; --json lists all.`] : [])
  ].join('\n');
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

function sizeText(bytes: number | null): string {
  if (bytes === null) {
    return '?';
  }
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit] ?? ''}`;
}
