/**
 * What curl takes for the same requests: files announced in one, then each
 * sent and committed. It looks at no checksum.
 */
import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { InvenioServer } from './servers.ts';

const run = promisify(execFile);

/** @returns seconds */
export async function sendWithCurl(
  server: InvenioServer,
  folder: string,
  scratch: string,
  parallel: number
): Promise<number> {
  const id = await server.draft();
  const names = await readdir(folder);
  const files = `${server.api}/records/${id}/draft/files`;
  const headers = [
    `header = "Authorization: Bearer ${server.token}"`,
    'header = "Accept: application/vnd.inveniordm.v1+json"'
  ];
  const configuration = (lines: (name: string) => string[]) =>
    names
      .map(name =>
        [
          ...headers,
          'silent',
          'fail',
          'output = /dev/null',
          ...lines(name)
        ].join('\n')
      )
      .join('\nnext\n');
  const contents = join(scratch, 'contents.txt');
  const commits = join(scratch, 'commits.txt');
  await writeFile(
    contents,
    configuration(name => [
      'header = "Content-Type: application/octet-stream"',
      `upload-file = "${join(folder, name)}"`,
      `url = "${files}/${name}/content"`
    ]),
    { mode: 0o600 }
  );
  await writeFile(
    commits,
    configuration(name => [
      'request = POST',
      `url = "${files}/${name}/commit"`
    ]),
    { mode: 0o600 }
  );
  const start = performance.now();
  await server.call('POST', `/records/${id}/draft/files`, {
    json: names.map(key => ({ key }))
  });
  const together = ['--parallel', '--parallel-max', String(parallel)];
  for (const list of [contents, commits]) {
    await run('curl', ['--noproxy', '*', ...together, '--config', list]);
  }
  const seconds = (performance.now() - start) / 1000;
  await server.checkFiles(id, names.length);
  return seconds;
}
