/**
 * What `sciencemesh package open` prints.
 */
import type { Transfer } from 'sciencemesh-contract';
import type { Opened } from './package-open.ts';

/** The outcome, for a program or for a person. */
export function openReport(opened: Opened, json: boolean): string {
  return json
    ? `${JSON.stringify(asJson(opened), null, 2)}\n`
    : `${lines(opened).join('\n')}\n`;
}

/** How far a transfer is, one line for standard error. */
export function progressLine({
  filesDone,
  fileCount,
  received
}: Transfer): string {
  return `${filesDone} of ${fileCount} files, ${received} bytes\n`;
}

function asJson({ folder, notebook, transfer, files, execution }: Opened) {
  return {
    folder,
    notebook,
    state: transfer.state,
    message: transfer.message,
    files: files.map(({ path, url, state, size, verified, code, message }) => ({
      path,
      url,
      state,
      size,
      verified,
      code,
      message
    })),
    preflight: transfer.preflight,
    execution:
      execution === null || execution.ok
        ? execution
        : {
            ok: false,
            code: execution.code,
            cell: execution.cell,
            message: execution.message
          }
  };
}

function executionLines(execution: Opened['execution']): string[] {
  if (execution === null) {
    return [];
  }
  return [execution.ok ? 'All cells ran.' : execution.message];
}

function lines({ folder, notebook, transfer, files, execution }: Opened) {
  const { message, state, preflight } = transfer;
  return [
    state === 'done'
      ? `Everything arrived in ${folder}.`
      : `${folder}: ${message ?? state}`,
    ...(state === 'done' && message !== null ? [message] : []),
    ...files
      .filter(file => file.state === 'failed')
      .map(file => `  ${file.path}: ${file.message ?? file.code ?? 'failed'}`),
    notebook === null ? 'There is no notebook.' : `Notebook: ${notebook}`,
    ...(preflight?.findings ?? []).map(finding =>
      finding.offer === null
        ? `  ${finding.message}`
        : `  ${finding.message} (${finding.offer})`
    ),
    ...executionLines(execution)
  ];
}
