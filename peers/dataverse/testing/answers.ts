import type { Field } from '../fields.ts';

/** A file, as a version lists it. */
export interface ListedFile {
  label: string;
  directoryLabel?: string;
  dataFile: {
    id: number;
    md5: string;
    checksum: { type: string; value: string };
    filesize: number;
    originalFileName: string;
    originalFileSize: number;
    previousDataFileId: number;
    rootDataFileId: number;
  };
}

/** What became of a file that was to be registered. */
export interface RegisteredFile {
  successMessage: string;
  errorMessage: string;
}

/** A field, as its block describes it. */
export interface DescribedField {
  isRequired: boolean;
  controlledVocabularyValues: string[];
  childFields: Record<string, DescribedField>;
}

/** Whatever an answer may hold; each call knows what to look for. */
export interface Data {
  id: number;
  persistentId: string;
  identifier: string;
  email: string;
  message: string;
  locks: string[];
  lockType: string;
  inReview: boolean;
  versionState: string;
  versionNumber: number;
  versionMinorNumber: number;
  license: { rightsIdentifier: string };
  metadataBlocks: { citation: { fields: Field[] } };
  fields: Record<string, DescribedField>;
  files: ListedFile[];
  Files: RegisteredFile[];
  Result: Record<string, number>;
  uploadLimits: Record<string, number>;
  url: string;
  urls: Record<string, string>;
  abort: string;
  complete: string;
  partSize: number;
  storageIdentifier: string;
}
