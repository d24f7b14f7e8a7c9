/**
 * What the Hub starts for a person: it tells with which environment, and says
 * that it is there. Its arguments are the folder of the Hub and the process
 * that started that: it ends with either.
 */
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const [folder = '', owner = ''] = process.argv.slice(2);
const { JUPYTERHUB_SERVICE_URL: url = '', JUPYTERHUB_USER: user = '' } =
  process.env;

const file = join(folder, `environment-${user}.json`);
writeFileSync(`${file}.new`, JSON.stringify(process.env), { mode: 0o600 });
renameSync(`${file}.new`, file);

// Each server of a Hub has this header, by which the Hub knows its own kind.
createServer((_request, response) => {
  response.setHeader('x-jupyterhub-version', '6.1.1');
  response.end();
}).listen(Number(new URL(url).port), '127.0.0.1');

setInterval(() => {
  if (!existsSync(folder) || !existsSync(`/proc/${owner}`)) {
    process.exit();
  }
}, 500);
