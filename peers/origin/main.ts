import { rename, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { startOrigin } from './index.ts';
import { recordedInternet } from './internet.ts';

const usage = `node peers/origin/main.ts [options]
  --port PORT         port of the proxy on 127.0.0.1 (default: a free one)
  --ca-file FILE      where to write the certificate to trust
  --ready-file FILE   written once requests are answered: JSON with proxyUrl,
                      caFile and tlsPort
  --recordings DIR    recordings to serve; may be given several times
                      (default: those that lie beside this program)
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    'ca-file': { type: 'string' },
    'ready-file': { type: 'string' },
    recordings: { type: 'string', multiple: true },
    help: { type: 'boolean' }
  }
});

if (values.help) {
  process.stdout.write(usage);
} else {
  await serve();
}

async function serve(): Promise<void> {
  const origin = await startOrigin({
    recordings: values.recordings,
    port: Number(values.port ?? 0),
    caFile: values['ca-file']
  });
  const internet = values.recordings
    ? undefined
    : await recordedInternet(origin);
  const { proxyUrl, caFile, tlsPort } = origin;
  const ready = `${JSON.stringify({ proxyUrl, caFile, tlsPort })}\n`;
  const readyFile = values['ready-file'];
  if (readyFile !== undefined) {
    // Whoever waits for the file must never see half of it.
    await writeFile(`${readyFile}.part`, ready);
    await rename(`${readyFile}.part`, readyFile);
  }
  process.stdout.write(ready);
  const stop = async (): Promise<void> => {
    await origin.stop();
    await internet?.stop();
  };
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());
}
