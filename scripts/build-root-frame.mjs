/**
 * Makes the document of the frame that draws ROOT files, with its program and
 * JSROOT in it, as a text that the lab extension loads when it is needed.
 *
 *   node scripts/build-root-frame.mjs [FILE]
 *
 * writes (default `lib/viewers/root/frame.txt`).
 *
 * Formulas of a ROOT file become JavaScript, so the program gets an origin of
 * its own, no network, and no way out:
 *
 * - a sandbox with nothing but scripts: no origin, popups, forms or downloads;
 * - a policy under which nothing is fetched and no script but this one runs;
 * - a frame around the frame, because a document may always navigate itself,
 *   and only the policy of the one that holds it (`frame-src`) can forbid it.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licencesOf } from '../companion/licences.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = resolve(
  process.argv[2] ?? join(root, 'lib', 'viewers', 'root', 'frame.txt')
);

/**
 * What is left out: PDFs cannot be saved from inside the sandbox; the package
 * three is for Node, JSROOT has a newer one of its own for browsers.
 */
const leftOut = {
  name: 'left-out',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /\/makepdf\.mjs$|^three(\/|$)/ }, ({ path }) => ({
      path,
      namespace: 'left-out'
    }));
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: '' }));
  }
};

const { metafile, outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: [join(root, 'src/viewers/root/frame/main.ts')],
  bundle: true,
  charset: 'ascii',
  format: 'iife',
  legalComments: 'eof',
  logLevel: 'error',
  metafile: true,
  minify: true,
  platform: 'browser',
  plugins: [leftOut],
  target: 'es2022',
  write: false
}).catch(() => process.exit(1)); // esbuild has said what is wrong

// Inside strings and expressions, where alone they occur, these mean the same.
const program = outputFiles[0].text
  .replaceAll('</script', '<\\/script')
  .replaceAll('<!--', '<\\!--');
const hash = createHash('sha256').update(program).digest('base64');

const policy = [
  "default-src 'none'",
  // TFormula and TTree::Draw expressions are compiled.
  `script-src 'sha256-${hash}' 'unsafe-eval'`,
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
  'font-src data:',
  "connect-src 'none'",
  "frame-src 'none'",
  "form-action 'none'",
  "base-uri 'none'"
].join('; ');

const head = [
  '<!doctype html>',
  '<meta charset="utf-8">',
  `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
  '<meta http-equiv="x-dns-prefetch-control" content="off">',
  '<meta name="referrer" content="no-referrer">'
].join('\n');

const style = `
html, body { height: 100%; margin: 0; overflow: hidden; }
html { background: Canvas; color: CanvasText; color-scheme: light; }
html[data-theme="dark"] { color-scheme: dark; }
iframe { border: 0; display: block; height: 100%; width: 100%; }
`;

const inner = `${head}
<title>ROOT</title>
<style>${style}</style>
<body>
<script>${program}</script>
`;

const escaped = inner.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
const bundled = Object.keys(metafile.inputs).filter(
  // What JSROOT takes in Node alone.
  input => !input.startsWith('(disabled)')
);
const licences = (await licencesOf(bundled, root)).replaceAll('--', '- -');
const outer = `${head}
<title>ROOT</title>
<style>${style}</style>
<!--
${licences}
-->
<body>
<iframe title="ROOT" sandbox="allow-scripts" srcdoc="${escaped}"></iframe>
`;

await mkdir(dirname(target), { recursive: true });
await writeFile(target, outer);
