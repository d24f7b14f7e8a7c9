/**
 * Packages as the API offers them. Every method that cannot do what it is
 * asked throws a `RequestProblem` whose message is for the person.
 */
import type {
  OpenRequest,
  PackageImport,
  PackagePreview,
  Transfer
} from 'sciencemesh-contract';

export interface PackageService {
  /** Everything that the preview shows; makes no outbound request. */
  preview(id: string): Promise<PackagePreview>;

  /** Takes in a package that did not arrive as a share. */
  import(request: PackageImport): Promise<PackagePreview>;

  /**
   * Begins to ask the hosts of a package for what they hold; what they say is
   * told through `onChange`.
   */
  check(id: string): Promise<PackagePreview>;

  /** Stops asking; what was found so far is kept. */
  cancelCheck(id: string): Promise<PackagePreview>;

  /** Begins to make a working copy, or goes to the one that is there. */
  open(id: string, request: OpenRequest): Promise<Transfer>;

  /** Text of the crate document as it was received. */
  document(id: string): Promise<string>;

  /** Hears the id of each package whose preview has changed. */
  onChange(listener: (id: string) => void): () => void;

  /** Ends what is going on. */
  close(): Promise<void>;
}
