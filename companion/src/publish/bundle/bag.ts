/**
 * The files of a bundle as a bag (RFC 8493, BagIt 1.0): the payload in `data/`,
 * with the checksum of everything beside it.
 */
import { createHash } from 'node:crypto';
import { VERSION } from '../../http/version.ts';
import { oneLine } from '../../packages/crate/shown.ts';
import type { ZipEntry } from '../zip-file.ts';
import type { StoredFile } from './draft-folder.ts';

const ALGORITHMS = ['sha256', 'md5'] as const;

export interface BagOptions {
  /** The one folder at the top of the archive (RFC 8493, section 4.2). */
  folder: string;
  title: string;
  files: readonly (StoredFile & { real: string })[];
  now: Date;
}

/** Entries of the archive; what explains the rest comes first. */
export function bagOf({ files, folder, now, title }: BagOptions): ZipEntry[] {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const tags = new Map([
    ['bagit.txt', 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'],
    [
      'bag-info.txt',
      [
        `External-Description: ${oneLine(title, 1000)}`,
        `Bagging-Date: ${now.toISOString().slice(0, 10)}`,
        `Payload-Oxum: ${bytes}.${files.length}`,
        `Bag-Software-Agent: jupyterlab-sciencemesh ${VERSION}`,
        ''
      ].join('\n')
    ],
    ...ALGORITHMS.map(
      algorithm =>
        [
          `manifest-${algorithm}.txt`,
          files
            .map(file => lineOf(file[algorithm] ?? '', `data/${file.key}`))
            .join('')
        ] as const
    )
  ]);
  const described = [...tags];
  for (const algorithm of ALGORITHMS) {
    tags.set(
      `tagmanifest-${algorithm}.txt`,
      described
        .map(([name, text]) =>
          lineOf(createHash(algorithm).update(text).digest('hex'), name)
        )
        .join('')
    );
  }
  return [
    ...[...tags].map(([name, text]) => {
      const content = Buffer.from(text);
      const path = `${folder}/${name}`;
      return { path, content, size: content.length, modified: now };
    }),
    ...files.map(({ key, real, size }) => ({
      path: `${folder}/data/${key}`,
      content: real,
      size,
      modified: now
    }))
  ];
}

/** Line breaks, and what stands for them, are encoded (RFC 8493, 2.1.3). */
function lineOf(checksum: string, path: string): string {
  const encoded = path.replace(
    /[\r\n%]/g,
    character =>
      `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  );
  return `${checksum}  ${encoded}\n`;
}
