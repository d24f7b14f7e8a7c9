/**
 * What would happen: nothing is sent to find out.
 */
import type {
  Repository as ContractRepository,
  MetadataLoss,
  PublicationFinding,
  PublicationPlan
} from 'sciencemesh-contract';
import { RequestProblem } from '../../http/problem.ts';
import type { StoredPublication } from '../../store/publication-records.ts';
import type { PublicationStore } from '../../store/publications.ts';
import { finding } from '../findings.ts';
import type { Inspector } from '../preflight/inspection.ts';
import { licenceFindings, limitFindings } from '../preflight/limits.ts';
import { RepositoryError, type RepositoryBody } from '../repository.ts';
import type { KeyedFile } from '../selected-file.ts';
import { planKeys, type KeyPlan } from '../selection/keys.ts';
import { BATCH_FILES } from './announcing.ts';
import { complete, faultFindings, fieldFinding } from './completeness.ts';
import type { OpenRepository, RepositoriesPort } from './ports.ts';
import { crateToCome, withCrate, type Surveyed } from './survey.ts';
import { filesToSend } from './to-send.ts';

/** A draft, its DOI, its metadata, and the list of its files twice. */
const REQUESTS_OF_A_DRAFT = 6;

export class Checks {
  readonly #repositories: RepositoriesPort;
  readonly #store: PublicationStore;
  readonly #inspectors = new Map<string, Promise<Inspector>>();
  /** By publication: what the repository said of the last metadata. */
  readonly #asked = new Map<
    string,
    { body: string; errors: readonly PublicationFinding[] }
  >();

  constructor(repositories: RepositoriesPort, store: PublicationStore) {
    this.#repositories = repositories;
    this.#store = store;
  }

  async check(
    publication: StoredPublication,
    { roots, selection }: Surveyed,
    signal: AbortSignal
  ): Promise<PublicationPlan> {
    const { form, id, work } = publication;
    const { metadata } = form;
    const open = await this.#open(form.repositoryId, signal);
    const keys = this.keys(publication, selection.files);
    const whole = complete(metadata);
    const described =
      whole === null || open === null
        ? null
        : open.adapter.toBody(whole, open.abilities);
    const repository = this.#repository(form.repositoryId);
    const abilities = open?.abilities ?? repository?.abilities ?? null;
    const findings: PublicationFinding[] = [
      ...(form.repositoryId !== null && repository === null ? [REMOVED] : []),
      ...selection.findings,
      ...keys.findings,
      ...(abilities === null ? [] : limitFindings(keys.files, abilities)),
      ...(await (await this.#inspector(id)).inspect(selection.files, signal)),
      ...(await faultFindings(metadata)),
      ...licenceFindings(metadata),
      ...(described?.errors ?? []).map(fieldFinding),
      ...work.complaints.map(fieldFinding),
      ...(described === null || open === null || described.errors.length > 0
        ? []
        : await this.#ask(id, open, described, signal))
    ];
    return {
      findings: once(findings),
      losses: described === null ? [] : (described.losses as MetadataLoss[]),
      preview: described?.body ?? null,
      ...estimate(
        filesToSend(
          publication,
          selection.files,
          keys,
          // Each bundle is whole.
          repository?.kind !== 'bundle',
          this.#store
        ),
        open
      ),
      roots: roots.map(({ display, path }) => ({ display, path }))
    };
  }

  /** What the repository will have, and under which names. */
  keys(
    { form }: Pick<StoredPublication, 'form'>,
    files: Surveyed['selection']['files']
  ): KeyPlan {
    const repository = this.#repository(form.repositoryId);
    return planKeys(
      withCrate(files, crateToCome(files)),
      form.folders,
      {
        kind: repository?.kind ?? 'invenio-rdm',
        abilities: repository?.abilities ?? null
      },
      form.names
    );
  }

  forget(id: string): void {
    this.#inspectors.delete(id);
    this.#asked.delete(id);
  }

  /** Null where none was chosen, or it was removed after that. */
  #repository(id: string | null): ContractRepository | null {
    try {
      return id === null ? null : this.#repositories.get(id);
    } catch (error) {
      if (error instanceof RequestProblem) {
        return null;
      }
      throw error;
    }
  }

  /** Null where nobody is signed in: the rest can be looked at all the same. */
  async #open(
    id: string | null,
    signal: AbortSignal
  ): Promise<OpenRepository | null> {
    if (id === null) {
      return null;
    }
    try {
      return await this.#repositories.open(id, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof RepositoryError || error instanceof RequestProblem) {
        return null;
      }
      throw error;
    }
  }

  #inspector(id: string): Promise<Inspector> {
    const inspector = this.#inspectors.get(id) ?? newInspector();
    this.#inspectors.set(id, inspector);
    return inspector;
  }

  /** Asked once for the same metadata. */
  async #ask(
    id: string,
    { adapter }: OpenRepository,
    described: RepositoryBody,
    signal: AbortSignal
  ): Promise<readonly PublicationFinding[]> {
    const body = JSON.stringify(described.body);
    const known = this.#asked.get(id);
    if (known?.body === body) {
      return known.errors;
    }
    try {
      const errors = await adapter.validate(described, signal);
      const findings = errors.map(fieldFinding);
      this.#asked.set(id, { body, errors: findings });
      return findings;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof RepositoryError) {
        // It will be asked again with the draft, before any file.
        return [];
      }
      throw error;
    }
  }
}

const REMOVED = finding(
  'field',
  'error',
  'The repository is not known here any more. Choose another one.'
);

async function newInspector(): Promise<Inspector> {
  // It brings the readers of notebooks along, and is rarely needed.
  const { Inspector } = await import('../preflight/inspection.ts');
  return new Inspector();
}

/** A repository and its adapter may say the same of a field. */
function once(findings: readonly PublicationFinding[]): PublicationFinding[] {
  const seen = new Set<string>();
  return findings.filter(({ code, field, message, path }) => {
    const key = JSON.stringify([code, field, path, message]);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function estimate(
  files: readonly KeyedFile[],
  open: OpenRepository | null
): Pick<PublicationPlan, 'requests' | 'seconds' | 'bytes'> {
  const count = files.length;
  const requests =
    REQUESTS_OF_A_DRAFT + Math.ceil(count / BATCH_FILES) + 2 * count;
  const rate = open?.requestsPerMinute ?? null;
  return {
    requests,
    seconds: rate === null ? null : Math.ceil((requests / rate) * 60),
    bytes: files.reduce((sum, { size }) => sum + size, 0)
  };
}
