/**
 * What curl takes for the same requests: files announced, then each sent and
 * committed. It looks at no checksum.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { Dataverse } from '../../peers/dataverse/index.ts';
import { Client } from '../../peers/dataverse/testing/client.ts';
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
  const contents = names.map(name => [
    ...headers,
    'header = "Content-Type: application/octet-stream"',
    `upload-file = "${join(folder, name)}"`,
    `url = "${files}/${name}/content"`
  ]);
  const commits = names.map(name => [
    ...headers,
    'request = POST',
    `url = "${files}/${name}/commit"`
  ]);
  const start = performance.now();
  await server.call('POST', `/records/${id}/draft/files`, {
    json: names.map(key => ({ key }))
  });
  await curl(contents, scratch, parallel);
  await curl(commits, scratch, parallel);
  const seconds = (performance.now() - start) / 1000;
  await server.checkFiles(id, names.length);
  return seconds;
}

/**
 * To the store beside a Dataverse; their MD5, which Dataverse wants to be told,
 * is made before.
 *
 * @returns seconds
 */
export async function sendWithCurlToStore(
  server: Dataverse,
  folder: string,
  scratch: string,
  parallel: number
): Promise<number> {
  const client = new Client(server);
  const doi = await client.create();
  const files = await Promise.all(
    (await readdir(folder)).map(async name => {
      const path = join(folder, name);
      return { name, path, md5: await md5Of(path) };
    })
  );
  const start = performance.now();
  const uploads: string[][] = [];
  const registrations: object[] = [];
  for (const { name, path, md5 } of files) {
    const { size } = await stat(path);
    const query = `/uploadurls?size=${size}`;
    const { data } = await client.about('GET', doi, query);
    uploads.push([
      'header = "x-amz-tagging: dv-state=temp"',
      `upload-file = "${path}"`,
      `url = "${data.url}"`
    ]);
    registrations.push({
      storageIdentifier: data.storageIdentifier,
      fileName: name,
      mimeType: 'application/octet-stream',
      checksum: { '@type': 'MD5', '@value': md5 }
    });
  }
  await curl(uploads, scratch, parallel);
  await client.register(doi, registrations);
  const seconds = (performance.now() - start) / 1000;
  const there = await client.files(doi);
  if (there.length !== files.length) {
    throw new Error(`${there.length} of ${files.length} files arrived.`);
  }
  return seconds;
}

/** @param requests lines of its configuration for each */
async function curl(
  requests: readonly (readonly string[])[],
  scratch: string,
  parallel: number
): Promise<void> {
  const file = join(scratch, 'requests.txt');
  const all = requests.map(lines =>
    ['silent', 'fail', 'output = /dev/null', ...lines].join('\n')
  );
  await writeFile(file, all.join('\nnext\n'), { mode: 0o600 });
  const together = ['--parallel', '--parallel-max', String(parallel)];
  await run('curl', ['--noproxy', '*', ...together, '--config', file]);
}

async function md5Of(path: string): Promise<string> {
  const hash = createHash('md5');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
