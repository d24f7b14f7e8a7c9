/**
 * A DOI or landing page turned into the files behind it.
 */
import type { CheckState, Checksum } from 'sciencemesh-contract';

export interface ResolvedFile {
  /** Path inside the record, `/`-separated, as the repository gives it. */
  name: string;
  url: string;
  size: number | null;
  checksum: Checksum | null;
  mediaType: string | null;
  /** The repository lists it but will want a login. */
  restricted: boolean;
}

export type Resolution =
  | { ok: true; page: string; files: ResolvedFile[] }
  | {
      ok: false;
      /** Where a person can look; null when nothing answered. */
      page: string | null;
      state: CheckState;
      message: string;
    };

/** A repository's way to say which files a record holds. */
export interface LandingAdapter {
  /**
   * Lists the files behind a landing page, or null when the page is not one of
   * this repository software.
   *
   * @param page address of the landing page after all redirects
   */
  list(page: URL, signal?: AbortSignal): Promise<Resolution | null>;
}
