/**
 * How deployments of InvenioRDM differ from InvenioRDM as it comes.
 *
 * Sources: zenodo/zenodo-rdm `invenio.cfg` and `site/zenodo_rdm/permissions.py`,
 * CERNDocumentServer/cds-rdm `invenio.cfg`, docs.eudat.eu on B2SHARE 3.
 */
import type {
  RepositoryAbilities,
  RepositoryFlavour
} from 'sciencemesh-contract';

export interface Profile {
  flavour: RepositoryFlavour;
  /** Stands where no publisher is named; a DOI cannot be made without. */
  publisher: string | null;
  /** Holds the Research Organization Registry, so that identifiers suffice. */
  knowsRor: boolean;
  /** B2SHARE has many types of one record, and addresses for questions. */
  shape: 'plain' | 'b2share';
  /** Milliseconds until a new draft is among those that are found. */
  indexDelay: number;
  /** Files of more bytes than `above` go in parts; null: all as a whole. */
  parts: { above: number; bytes: number; together: number } | null;
  abilities: Omit<RepositoryAbilities, 'version'>;
}

const GB = 1_000_000_000;
const MIB = 1024 * 1024;

const plain: Profile = {
  flavour: 'plain',
  publisher: null,
  knowsRor: false,
  shape: 'plain',
  indexDelay: 2000,
  // Of parts InvenioRDM makes the checksum afterwards, by reading all of them
  // once more; what is sent as a whole begins anew when it was cut off.
  parts: { above: 1024 * MIB, bytes: 128 * MIB, together: 2 },
  abilities: {
    files: 100,
    fileBytes: null,
    totalBytes: null,
    folders: true,
    parts: true,
    checksum: 'md5',
    reservesDoi: true,
    review: 'optional',
    restrictedFiles: true,
    withoutFiles: true
  }
};

/** Others than the first may refuse parts after having agreed to them. */
const whole = { parts: null, knowsRor: true } as const;

const profiles: Record<RepositoryFlavour, Profile> = {
  plain,
  zenodo: {
    ...plain,
    ...whole,
    flavour: 'zenodo',
    publisher: 'Zenodo',
    abilities: {
      ...plain.abilities,
      fileBytes: 50 * GB,
      totalBytes: 50 * GB,
      parts: false,
      withoutFiles: false
    }
  },
  cds: {
    ...plain,
    ...whole,
    flavour: 'cds',
    publisher: 'CERN',
    abilities: {
      ...plain.abilities,
      fileBytes: 50 * GB,
      totalBytes: 50 * GB,
      parts: false,
      review: 'required',
      withoutFiles: false
    }
  },
  b2share: {
    ...plain,
    ...whole,
    flavour: 'b2share',
    publisher: 'B2SHARE',
    shape: 'b2share',
    abilities: { ...plain.abilities, parts: false }
  }
};

export function profileOf(flavour: RepositoryFlavour): Profile {
  return profiles[flavour];
}
