/**
 * Crate zips as no well-meaning program packs them, and files that only call
 * themselves one.
 */
import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import {
  zipOf,
  type ZipEntry
} from '../../companion/src/packages/testing/zips.ts';
import { crate } from './crates.ts';

export interface ArchiveCase {
  name: string;
  bytes: Buffer;
  /** Null: it is opened, and only what is safe in it is taken. */
  status: number | null;
}

const METADATA = 'ro-crate-metadata.json';
const document = JSON.stringify(
  crate({}, { '@id': 'data/', '@type': 'Dataset' })
);
const metadata: ZipEntry = { name: METADATA, content: document };

/** A crate zip with further entries. */
function zip(...entries: ZipEntry[]): Buffer {
  return zipOf([metadata, ...entries]);
}

const LINK = 0o120777;

/** A zip whose bytes are changed after it was made. */
function tampered(change: (bytes: Buffer) => Buffer): Buffer {
  return change(zip({ name: 'data/x.csv', content: randomBytes(2000) }));
}

const zeros = deflateRawSync(Buffer.alloc(32 * 1024 * 1024));

export const ARCHIVES: readonly ArchiveCase[] = [
  ...[
    '../escaped.csv',
    '../../../../../../tmp/escaped.csv',
    '/etc/cron.d/escaped',
    'data/../../escaped.csv',
    'C:/escaped.csv',
    '..\\escaped.csv',
    'data\\..\\..\\escaped.csv'
  ].map(name => ({
    name: `a file at ${name}`,
    bytes: zip({ name, content: 'x' }),
    status: 422
  })),
  ...[
    ['a link out', 'data/link', '/etc/passwd'],
    ['a link to a folder out', 'data/folder', '../../..'],
    ['a link in the place of the data', 'data', '/tmp']
  ].map(([name = '', path = '', aim = '']) => ({
    name,
    bytes: zip({ name: path, content: aim, mode: LINK }),
    status: null
  })),
  ...[0o010644, 0o020644, 0o060644, 0o140644, 0o040755].map(mode => ({
    name: `a file of the kind ${mode.toString(8)}`,
    bytes: zip({ name: 'data/x', content: 'x', mode }),
    status: null
  })),
  ...[
    'data/\u202egpj.exe',
    'data/a\0b',
    'data/line\nbreak',
    'data/.ssh/authorized_keys',
    '.sciencemesh/working-copy.json',
    '.sciencemesh/partial/x',
    'data/con.csv',
    `data/${'n'.repeat(400)}`,
    `data/${'d/'.repeat(300)}x`,
    '__proto__',
    'data/__proto__/x'
  ].map(name => ({
    name: `a file called ${JSON.stringify(name).slice(0, 40)}`,
    bytes: zip({ name, content: 'x' }),
    status: null
  })),
  {
    name: 'a program that may be run',
    bytes: zip({ name: 'data/run.sh', content: '#!/bin/sh\n', mode: 0o104777 }),
    status: null
  },
  {
    name: 'an encrypted file',
    bytes: zip({ name: 'data/x', content: 'x', flags: 1 }),
    status: null
  },
  {
    name: 'the same file twice',
    bytes: zip(
      { name: 'data/x', content: 'one' },
      { name: 'data/x', content: 'two' }
    ),
    status: null
  },
  {
    name: 'two metadata documents',
    bytes: zip({ name: METADATA, content: '{"@graph": []}' }),
    status: null
  },
  {
    name: 'a file that is also a folder',
    bytes: zip(
      { name: 'data/x', content: 'one' },
      { name: 'data/x/y', content: 'two' }
    ),
    status: null
  },
  {
    name: 'a file that claims to be small',
    bytes: zip({
      name: 'data/x',
      content: Buffer.alloc(1_000_000),
      claimedSize: 10
    }),
    status: null
  },
  {
    name: 'a file that claims to be endless',
    bytes: zip({ name: 'data/x', content: 'x', claimedSize: 0xfffffff0 }),
    status: null
  },
  {
    name: 'a bomb of zeros',
    bytes: zip({ name: 'data/zeros', content: Buffer.alloc(64 * 1024 * 1024) }),
    status: null
  },
  {
    name: 'a bomb in a bomb',
    bytes: zip({ name: 'data/inner.zip', content: zeros }),
    status: null
  },
  {
    name: 'a metadata document of 80 MiB',
    bytes: zipOf([
      { name: METADATA, content: Buffer.alloc(80 * 1024 * 1024, ' ') }
    ]),
    status: 422
  },
  {
    name: 'a metadata document that is larger than it says',
    bytes: zipOf([
      {
        name: METADATA,
        content: Buffer.alloc(80 * 1024 * 1024, ' '),
        claimedSize: 100
      }
    ]),
    status: 422
  },
  {
    name: 'a metadata document that is a link',
    bytes: zipOf([{ name: METADATA, content: '/etc/passwd', mode: LINK }]),
    status: 422
  },
  {
    name: 'a metadata document that is no JSON',
    bytes: zipOf([{ name: METADATA, content: '<html>' }]),
    status: 422
  },
  {
    name: 'no metadata document',
    bytes: zipOf([{ name: 'x.csv', content: 'x' }]),
    status: 422
  },
  { name: 'nothing at all', bytes: zipOf([]), status: 422 },
  {
    name: 'eleven thousand files',
    bytes: zip(
      ...Array.from({ length: 11_000 }, (_, index) => ({
        name: `data/${index}`,
        content: ''
      }))
    ),
    status: 422
  },
  {
    name: 'names of hundreds of megabytes in all',
    bytes: zip(
      ...Array.from({ length: 1000 }, (_, index) => ({
        name: `data/${index}${'n'.repeat(60_000)}`,
        content: ''
      }))
    ),
    status: 422
  },
  {
    name: 'its first half',
    bytes: tampered(b => b.subarray(0, b.length / 2)),
    status: 422
  },
  {
    name: 'only its first bytes',
    bytes: tampered(b => b.subarray(0, 4)),
    status: 422
  },
  {
    name: 'no directory',
    bytes: tampered(b => b.subarray(0, b.length - 22)),
    status: 422
  },
  {
    name: 'a directory that lies behind its end',
    bytes: tampered(b => {
      b.writeUInt32LE(0x7fffffff, b.length - 6);
      return b;
    }),
    status: 422
  },
  {
    name: 'more entries than it holds',
    bytes: tampered(b => {
      b.writeUInt16LE(60_000, b.length - 12);
      b.writeUInt16LE(60_000, b.length - 14);
      return b;
    }),
    status: 422
  },
  {
    name: 'broken content',
    bytes: tampered(b => {
      b.fill(0xff, 600, 640);
      return b;
    }),
    status: null
  },
  {
    name: 'noise behind the first bytes',
    bytes: tampered(b => b.fill(0x5a, 8)),
    status: 422
  }
];
