import { Refused } from './answers.ts';
import type { DataFile, Dataset, Version } from './dataset.ts';
import { notPermitted } from './people.ts';
import type { Person } from './people.ts';

/** What is in the installation, who sees it, and who may change it. */
export class Datasets {
  private readonly list: Dataset[] = [];

  add(dataset: Dataset): void {
    this.list.push(dataset);
  }

  remove(dataset: Dataset): void {
    this.list.splice(this.list.indexOf(dataset), 1);
  }

  /** Those of a collection that somebody sees. */
  inCollection(alias: string, person: Person | null): Dataset[] {
    return this.list.filter(
      dataset =>
        dataset.collection === alias &&
        (dataset.published !== undefined || mayEdit(dataset, person))
    );
  }

  /** Those of somebody. */
  of(owner: Person): Dataset[] {
    return this.list.filter(dataset => dataset.owner === owner);
  }

  /** By number, or by the DOI in the query where the path says so. */
  find(id: string, query: URLSearchParams): Dataset {
    if (/^\d+$/.test(id)) {
      const found = this.list.find(each => each.id === Number(id));
      if (!found) {
        throw new Refused(404, `Dataset with ID ${id} not found.`);
      }
      return found;
    }
    const doi = id === ':persistentId' ? query.get('persistentId') : id;
    if (doi !== null && !doi.startsWith('doi:')) {
      throw new Refused(400, `Bad dataset ID number: ${doi}.`);
    }
    const found = this.list.find(dataset => dataset.doi === doi);
    if (!found) {
      // The real one says the same of a DOI that it does not know.
      throw new Refused(
        doi === null ? 400 : 404,
        'When accessing a dataset based on Persistent ID, a persistentId query parameter must be present.'
      );
    }
    return found;
  }

  /** By its DOI. */
  named(doi: string): Dataset {
    return this.find(
      ':persistentId',
      new URLSearchParams({ persistentId: doi })
    );
  }

  /** Where a file is, and the file. */
  file(id: string): { dataset: Dataset; file: DataFile } {
    for (const dataset of this.list) {
      for (const version of dataset.versions.toReversed()) {
        const found = version.files.find(({ file }) => file.id === Number(id));
        if (found) {
          return { dataset, file: found.file };
        }
      }
    }
    throw new Refused(404, `File with ID ${id} not found.`);
  }
}

/** Whether somebody may change a dataset. */
export function mayEdit(dataset: Dataset, person: Person | null): boolean {
  return (
    person !== null && (dataset.owner === person || person.role === 'curator')
  );
}

/** Whether somebody may publish a dataset, or return it. */
export function mayPublish(dataset: Dataset, person: Person | null): boolean {
  return mayEdit(dataset, person) && person?.role !== 'contributor';
}

/** The version that a path names, if whoever asks may see it. */
export function versionOf(
  dataset: Dataset,
  selector: string,
  person: Person | null,
  withWithdrawn = false
): Version {
  const { latest, published } = dataset;
  const wanted = {
    ':draft': latest.state === 'DRAFT' ? latest : undefined,
    ':latest': mayEdit(dataset, person) ? latest : (published ?? latest),
    ':latest-published': published
  };
  const found =
    selector in wanted
      ? wanted[selector as keyof typeof wanted]
      : dataset.versions.find(
          ({ number }) =>
            number !== null &&
            (`${number.major}.${number.minor}` === selector ||
              (number.minor === 0 && String(number.major) === selector))
        );
  if (found?.state === 'DRAFT' && !mayEdit(dataset, person)) {
    throw notPermitted(person);
  }
  if (!found || (found.state === 'DEACCESSIONED' && !withWithdrawn)) {
    throw new Refused(404, 'Dataset version not found');
  }
  return found;
}

/**
 * Refuses a change of a dataset that is locked.
 *
 * @param unlessIngest a change that may happen while a file becomes a table
 */
export function checkEditLocks(
  dataset: Dataset,
  person: Person | null,
  unlessIngest = false
): void {
  const locks = dataset.locks.filter(
    ({ reason }) =>
      !(reason === 'Ingest' && unlessIngest) &&
      // For those who publish, a review is no lock.
      !(reason === 'InReview' && mayPublish(dataset, person))
  );
  if (locks.length === 0) {
    return;
  }
  throw new Refused(
    403,
    locks.every(({ reason }) => reason === 'InReview')
      ? 'Dataset cannot be edited due to In Review dataset lock.'
      : 'Dataset cannot be edited due to dataset lock.'
  );
}
