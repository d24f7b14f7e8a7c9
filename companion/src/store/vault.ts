/**
 * Secrets of shares and tokens of repositories, sealed before they reach the
 * database.
 *
 * The key is a file of its own beside the database, readable by its owner
 * only. Who can read the whole data folder can therefore unseal; what this
 * protects are copies and backups of the database alone. `docs/security.md`
 * says so.
 */
import {
  createCipheriv,
  createDecipheriv,
  randomBytes,
  randomUUID
} from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync
} from 'node:fs';
import { join } from 'node:path';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export class Vault {
  readonly #key: Buffer;

  /** @param key 32 bytes */
  constructor(key: Buffer) {
    this.#key = key;
  }

  /** Uses the key of a data folder, which is made when it is missing. */
  static inFolder(folder: string): Vault {
    const path = join(folder, 'secrets.key');
    const key = readKey(path) ?? makeKey(path);
    if (key.length !== KEY_BYTES) {
      throw new Error(
        `The key file ${path} is damaged. Restore it from a backup, or remove it: then the secrets of shares received so far are lost, and tokens of repositories.`
      );
    }
    return new Vault(key);
  }

  /** Seals a text for one purpose; only `open` with the same one reads it. */
  seal(text: string, purpose: string): Uint8Array {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce);
    cipher.setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** @returns null when the key is another one or the bytes were changed */
  open(bytes: Uint8Array, purpose: string): string | null {
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
    try {
      const decipher = createDecipheriv(CIPHER, this.#key, nonce);
      decipher.setAAD(Buffer.from(purpose));
      decipher.setAuthTag(tag);
      const text = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      return null;
    }
  }
}

function readKey(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return null;
    }
    throw error;
  }
}

/** Never visible half-written: complete under another name, then renamed. */
function makeKey(path: string): Buffer {
  const key = randomBytes(KEY_BYTES);
  const draft = `${path}.${randomUUID()}`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, key);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  return key;
}
