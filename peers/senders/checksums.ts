import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/**
 * What a server does with checksums of files: ownCloud and oCIS compute all
 * three and refuse bytes that have another one than they are told (owncloud/core
 * `lib/private/Files/Storage/Wrapper/Checksum.php`, `apps/dav/lib/Connector/Sabre/File.php`;
 * opencloud-eu/reva `pkg/storage/pkg/decomposedfs/upload/upload.go`); Nextcloud
 * computes none and repeats what it was told (nextcloud/server
 * `apps/dav/lib/Connector/Sabre/{File,FilesPlugin}.php`).
 */
export type ChecksumHabit = 'computed' | 'repeated';

/** As the servers write them into one text. */
export function checksumsOf(bytes: Uint8Array): string {
  const hash = (name: string) => createHash(name).update(bytes).digest('hex');
  return `SHA1:${hash('sha1')} MD5:${hash('md5')} ADLER32:${adler32(bytes)}`;
}

/** What a server with a habit tells of its files. */
export class Checksums {
  private readonly habit: ChecksumHabit;
  private readonly told = new Map<string, string>();

  constructor(habit: ChecksumHabit) {
    this.habit = habit;
  }

  /** Whether bytes may come in with what is said of them. */
  admits(said: string | undefined, bytes: Uint8Array): boolean {
    return (
      said === undefined ||
      this.habit === 'repeated' ||
      checksumsOf(bytes).includes(said.trim())
    );
  }

  /** New bytes are in a file. */
  written(file: string, said: string | undefined): void {
    if (said === undefined) {
      this.told.delete(file);
    } else {
      this.told.set(file, said.trim());
    }
  }

  /** Of a file; undefined where nothing is told. */
  async of(file: string): Promise<string | undefined> {
    return this.habit === 'repeated'
      ? this.told.get(file)
      : readFile(file).then(checksumsOf, () => undefined);
  }
}

function adler32(bytes: Uint8Array): string {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return [b, a].map(half => half.toString(16).padStart(4, '0')).join('');
}
