import type { Row } from './workloads.ts';

/** Prints rows as a table of Markdown; a row with one nameless cell failed. */
export function printTable(title: string, rows: Map<string, Row>): void {
  const columns = [
    ...new Set([...rows.values()].flatMap(row => Object.keys(row)))
  ].filter(Boolean);
  const lines = [
    `\n### ${title}\n`,
    line(['', ...columns]),
    line(['---', ...columns.map(() => '---')])
  ];
  for (const [name, row] of rows) {
    const failure = row[''];
    lines.push(
      line([
        name,
        ...(failure === undefined
          ? columns.map(column => row[column] ?? '')
          : [failure])
      ])
    );
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

function line(cells: readonly string[]): string {
  return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
