/**
 * Hosts that answer with something else than a file, or with too much of it,
 * and notebooks that would like to be more than that.
 */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import {
  brotliCompressSync,
  constants,
  createZstdCompress,
  zstdCompressSync
} from 'node:zlib';
import type { Transfer } from 'sciencemesh-contract';
import type { Answers } from '../../peers/origin/index.ts';
import { crate, type Node } from './crates.ts';
import { check, openPackage, preview, receive } from './packages.ts';
import { Scene } from './scene.ts';

const MOST_BYTES = 20_000_000;
const UNREADABLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

const zeros = (mebibytes: number) => Buffer.alloc(mebibytes * 1024 * 1024);

/** Answers for a file, and how its fetching ends. */
const ANSWERS: readonly [string, Answers, RegExp | 'done', Node?][] = [
  ['the file', { text: 'a,b\n' }, 'done'],
  ['a bomb', { zeros: 200_000_000, gzip: true }, /^too-large$/],
  ['a body without end', { endless: 'x' }, /^too-large$/],
  [
    'more than was announced',
    { endless: 'x' },
    /^size-mismatch$/,
    { contentSize: '1000' }
  ],
  [
    'what only claims to be compressed',
    { text: 'a,b\n', headers: { 'content-encoding': 'gzip' } },
    /^broken-answer$/
  ],
  [
    'an unknown coding',
    { text: 'a,b\n', headers: { 'content-encoding': 'x-secret' } },
    'done'
  ],
  ['itself again', { redirect: '/file.csv' }, /^redirect-refused$/],
  [
    'an endless chain of redirects',
    ({ path }) => ({ redirect: `${path}x` }),
    /^redirect-refused$/
  ],
  ['a redirect to nowhere', { redirect: 'https://[/' }, /^redirect-refused$/],
  [
    'a redirect without encryption',
    { redirect: 'http://data.example.org/x' },
    /^redirect-refused$/
  ],
  [
    'a redirect to a script',
    { redirect: 'javascript:alert(1)' },
    /^scheme-refused$/
  ],
  [
    'headers without end',
    { headers: { 'x-a': 'a'.repeat(200_000) } },
    /^broken-answer$/
  ],
  [
    'a thousand cookies',
    {
      text: 'a',
      headers: { 'set-cookie': Array.from({ length: 100 }, () => 'a=b') }
    },
    'done'
  ],
  [
    'a name of its own',
    {
      text: 'a',
      headers: { 'content-disposition': 'attachment; filename="../../.bashrc"' }
    },
    'done'
  ],
  [
    'a page of comments',
    { text: `${'<!---->'.repeat(9000)}x`, contentType: 'text/html' },
    'done'
  ],
  [
    'a page that fools nobody',
    {
      text: '<!-- --><html><title>Sign in</title><input type=password>',
      contentType: 'text/html'
    },
    /^login-required$/
  ],
  [
    'a part that nobody asked for',
    { status: 206, text: 'a' },
    /^unexpected-answer$/
  ],
  ['nothing new', { status: 304 }, /^unexpected-answer$/],
  ['an unknown status', { status: 799, text: 'x' }, /^unexpected-answer$/],
  [
    'a wish to be asked in a century',
    { status: 503, headers: { 'retry-after': '3153600000' }, text: '' },
    /^server-error$/
  ],
  [
    'another file than described',
    { text: 'other' },
    /^checksum-mismatch$/,
    { sha256: 'f'.repeat(64) }
  ]
];

/** What a notebook could say about itself. */
const NOTEBOOKS: readonly [string, unknown][] = [
  ['no JSON', '{"cells": ['],
  ['no notebook', { hello: 1 }],
  ['cells that are none', { nbformat: 4, cells: 'all' }],
  ['a format of the future', { nbformat: 1e9, cells: [] }],
  [
    'a thousand levels',
    `{"nbformat":4,"cells":${'['.repeat(1000)}${']'.repeat(1000)}}`
  ],
  [
    'a kernel that writes on the terminal',
    notebook({ kernelspec: { name: '\u001b]0;owned\u0007\u202e'.repeat(50) } })
  ],
  [
    'a kernel of a megabyte',
    notebook({
      kernelspec: {
        name: 'k'.repeat(1_000_000),
        language: 'x'.repeat(1_000_000)
      }
    })
  ],
  [
    'a kernel elsewhere',
    notebook({ kernelspec: { name: '../../../../tmp/kernel' } })
  ],
  ['metadata that is a list', notebook([])],
  [
    'trust in itself',
    notebook(
      { trusted: true, signature: 'sha256:0' },
      {
        cell_type: 'code',
        metadata: { trusted: true, tags: ['parameters'] },
        outputs: [
          {
            output_type: 'display_data',
            data: { 'text/html': '<script>alert(1)</script>' },
            metadata: {}
          }
        ],
        source: 'import os\nos.system("touch owned")'
      }
    )
  ],
  [
    'code that no parser likes',
    notebook(
      {},
      {
        cell_type: 'code',
        metadata: {},
        outputs: [],
        source: `${'('.repeat(5000)}\n\u202e\u001b[31mimport x\n%%bash\nrm -rf ~`
      }
    )
  ],
  [
    'a thousand imports',
    notebook(
      {},
      {
        cell_type: 'code',
        metadata: {},
        outputs: [],
        source: Array.from(
          { length: 1000 },
          (_, index) => `import missing_${index}`
        ).join('\n')
      }
    )
  ],
  [
    'lines of nothing',
    notebook(
      {},
      {
        cell_type: 'code',
        metadata: {},
        outputs: [],
        source: `${'\n'.repeat(200_000)} print x`
      }
    )
  ]
];

/** A window of 128 MiB, which whoever unpacks it has to hold. */
function zstdOfWideWindow(): Promise<Buffer> {
  const packing = createZstdCompress({
    params: { [constants.ZSTD_c_windowLog]: 27 }
  });
  packing.write(zeros(1));
  packing.end();
  return buffer(packing);
}

function notebook(metadata: unknown, ...cells: Node[]): Node {
  return { nbformat: 4, nbformat_minor: 4, metadata, cells };
}

function assertToldBriefly(transfer: Transfer): void {
  const { message, preflight } = transfer;
  const texts = [
    message,
    preflight?.kernel.wanted,
    ...(preflight?.findings ?? []).flatMap(finding => [
      finding.message,
      finding.offer
    ])
  ];
  for (const text of texts) {
    assert.doesNotMatch(text ?? '', UNREADABLE);
    assert.ok((text ?? '').length < 1000, `${text?.length} characters`);
  }
}

test('a host', { timeout: 240_000 }, async t => {
  const scene = await Scene.start(t, {
    config: { workspace: { maximumBytes: MOST_BYTES, parallel: 16 } }
  });
  const { origin, root } = scene;
  const packed: [string, Buffer][] = [
    ['br', brotliCompressSync(zeros(256))],
    ['zstd', zstdCompressSync(zeros(256))],
    ['zstd', await zstdOfWideWindow()]
  ];
  const answers = [...ANSWERS];
  for (const [index, [coding, bytes]] of packed.entries()) {
    const file = join(scene.base, 'temporary', `packed-${index}`);
    await writeFile(file, bytes);
    answers.push([
      `a bomb packed as ${coding} (${index})`,
      { file, headers: { 'content-encoding': coding } },
      /^(?:too-large|broken-answer)$/
    ]);
  }
  const hosts = answers.map((_, index) => `host-${index}.example.org`);
  answers.forEach(([, answer], index) => {
    origin.route(hosts[index] ?? '', '/*', answer);
  });
  const document = crate(
    { name: 'Hosts' },
    ...answers.map(([, , , properties], index) => ({
      '@id': `https://${hosts[index]}/file.csv`,
      '@type': 'File',
      name: `file-${index}.csv`,
      ...properties
    }))
  );
  const id = await receive(scene, document);
  const checked = await check(scene, id);
  const { files } = await openPackage(scene, id);
  for (const [index, [what, , expected]] of answers.entries()) {
    await t.test(`that answers ${what} ends as it should`, () => {
      const shown = checked.files[index];
      const file = files.find(({ path }) => path === shown?.path);
      assert.ok(shown && file);
      assert.ok(shown.check !== 'unchecked' && shown.check !== 'checking');
      if (expected === 'done') {
        assert.equal(file.state, 'done', file.message ?? '');
        return;
      }
      assert.equal(file.state, 'failed');
      assert.match(file.code ?? '', expected);
      assert.ok((file.message ?? '').length > 20);
      assert.doesNotMatch(file.message ?? '', UNREADABLE);
      assert.ok(file.received <= MOST_BYTES);
    });
  }
  await t.test('gets no credentials and no cookies back', () => {
    for (const { headers } of origin.requests) {
      assert.equal(headers['cookie'], undefined);
      assert.equal(headers['authorization'], undefined);
      assert.equal(headers['referer'], undefined);
    }
  });

  await t.test('that drips can be left at once', async () => {
    origin.route('drip.example.org', '/*', {
      text: 'x'.repeat(100_000),
      bytesPerSecond: 100
    });
    const dripping = await receive(
      scene,
      crate(
        { name: 'Drip' },
        { '@id': 'https://drip.example.org/a.csv', '@type': 'File' }
      )
    );
    const { folder } = await preview(scene, dripping);
    const started = await scene.api(`/api/packages/${dripping}/open`, 'POST', {
      folder
    });
    const { id: transfer } = started.value as Transfer;
    await origin.waitFor(({ host }) => host === 'drip.example.org');
    const path = `/api/transfers/${transfer}/cancel`;
    const { value } = await scene.api(path, 'POST', {});
    assert.equal((value as Transfer).state, 'cancelled');
  });

  for (const [index, [what, content]] of NOTEBOOKS.entries()) {
    await t.test(
      `of a notebook with ${what} is told from briefly`,
      async () => {
        const url = `https://notebooks.example.org/${index}.ipynb`;
        origin.route('notebooks.example.org', `/${index}.ipynb`, {
          text: typeof content === 'string' ? content : JSON.stringify(content)
        });
        const { transfer } = await openPackage(
          scene,
          await receive(
            scene,
            crate(
              { name: `Notebook ${index}`, mainEntity: { '@id': url } },
              { '@id': url, '@type': ['File', 'SoftwareSourceCode'] },
              {
                '@id': '#p',
                '@type': 'FormalParameter',
                name: 'x',
                defaultValue: 1
              }
            )
          )
        );
        assertToldBriefly(transfer);
        if (transfer.notebook !== null) {
          const text = await readFile(join(root, transfer.notebook), 'utf8');
          assert.doesNotMatch(text, /"(?:trusted|signature)"/);
        }
        await scene.assertWell();
      }
    );
  }

  await t.test('leaves nothing behind', async () => {
    for (const index of packed.keys()) {
      await writeFile(join(scene.base, 'temporary', `packed-${index}`), '');
    }
    scene.assertDiscreet(['file-1', 'owned', 'a=b']);
    await scene.assertWell();
  });
  t.diagnostic(`at most ${await scene.peakMebibytes()} MiB`);
});
