/**
 * What is measured: a Jupyter server that shows the files of the WebDAV server
 * in its own way. Each workload asks all of them for the same.
 */

/** A contender cannot do what was asked of it; the table says why. */
export class CannotError extends Error {}

export interface Contender {
  /** Name and versions, as the table shows them. */
  readonly name: string;

  /** Process of the Jupyter server; its children count too. */
  readonly pid: number;

  /** Where the Jupyter server is, for the ping of a kernel. */
  readonly server: { baseUrl: string; token: string };

  /** Lists a folder; resolves with the number of entries. */
  list(path: string): Promise<number>;

  /** The requests of one look of an open page at an unchanged folder. */
  look(path: string): Promise<void>;

  /** Seconds between two such looks. */
  readonly lookSeconds: number;

  /** Opens a notebook; resolves with the number of its cells. */
  openNotebook(path: string): Promise<number>;

  /** Reads a whole file as a download does; resolves with its bytes. */
  download(path: string): Promise<number>;

  /** Reads a part of a file; resolves with the bytes that came. */
  readPart(path: string, start: number, end: number): Promise<number>;

  /** Uploads a local file as the page does. */
  upload(from: string, to: string): Promise<void>;

  /** Saves a small text. */
  saveText(path: string, text: string): Promise<void>;

  rename(from: string, to: string): Promise<void>;

  /** Copies a folder with all below. */
  copyFolder(from: string, to: string): Promise<void>;

  stop(): Promise<void>;
}
