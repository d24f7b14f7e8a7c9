import type {
  AdoptableDraftList,
  Adoption,
  Citation,
  DescriptionChoice,
  NewPublication,
  NewRepository,
  Publication,
  PublicationChanges,
  PublicationEnd,
  PublicationFileList,
  PublicationFileQuery,
  PublicationForm,
  PublicationList,
  PublicationPlan,
  Repository,
  RepositoryList,
  SignInPage,
  SuggestionList,
  SuggestionQuery
} from 'sciencemesh-contract';
import type { CompanionClient } from '../companion/client';
import type { Outcome } from '../companion/outcome';

/**
 * What is done with a publication by its name alone. The answer is how it
 * stands once that has begun; what comes of it is told by events.
 */
export type PublicationDeed =
  'create' | 'upload' | 'pause' | 'verify' | 'discard' | 'refresh';

/**
 * What the companion offers about publications and repositories, with the
 * types of the contract. No method throws.
 */
export class PublicationsClient {
  constructor(client: CompanionClient) {
    this._client = client;
  }

  /**
   * Repositories that files can be published at.
   */
  async repositories(): Promise<Outcome<RepositoryList>> {
    return this._client.request('GET', REPOSITORIES);
  }

  /**
   * Name a repository that the administrator has not named.
   */
  async addRepository(
    repository: NewRepository,
    signal?: AbortSignal
  ): Promise<Outcome<Repository>> {
    return this._client.request('POST', REPOSITORIES, repository, {}, signal);
  }

  /**
   * Take a repository off the list that the person has put there.
   */
  async removeRepository(id: string): Promise<Outcome<unknown>> {
    return this._client.request('DELETE', [...REPOSITORIES, id], {});
  }

  /**
   * Hand over the token of a person; it is tried at once.
   */
  async setToken(id: string, token: string): Promise<Outcome<Repository>> {
    const path = [...REPOSITORIES, id, 'token'];
    return this._client.request('PUT', path, { token });
  }

  /**
   * Begin to sign in at a repository, on the page there that is answered.
   */
  async beginSignIn(id: string): Promise<Outcome<SignInPage>> {
    return this._client.request('POST', [...REPOSITORIES, id, 'oauth'], {
      redirect: this._client.address(['oauth', 'callback'])
    });
  }

  /**
   * Have the token of a person deleted here; at the repository it stays.
   */
  async removeToken(id: string): Promise<Outcome<Repository>> {
    return this._client.request('DELETE', [...REPOSITORIES, id, 'token'], {});
  }

  /**
   * Have the companion ask a repository what it takes, now.
   */
  async look(id: string): Promise<Outcome<Repository>> {
    return this._client.request('POST', [...REPOSITORIES, id, 'look'], {});
  }

  /**
   * People, licences, funders … that begin like this.
   */
  async suggestions(
    repositoryId: string,
    { kind, q }: SuggestionQuery,
    signal?: AbortSignal
  ): Promise<Outcome<SuggestionList>> {
    return this._client.request(
      'GET',
      [...REPOSITORIES, repositoryId, 'suggestions'],
      undefined,
      { kind, q },
      signal
    );
  }

  /**
   * All publications, those that are under way and those that were.
   */
  async list(): Promise<Outcome<PublicationList>> {
    return this._client.request('GET', PUBLICATIONS);
  }

  /**
   * Begin a publication: what is known of its files is gathered.
   *
   * @param request - asked again with its key, no second one is made
   */
  async begin(request: NewPublication): Promise<Outcome<Publication>> {
    return this._client.request('POST', PUBLICATIONS, request);
  }

  /**
   * One publication.
   */
  async publication(id: string): Promise<Outcome<Publication>> {
    return this._client.request('GET', [...PUBLICATIONS, id]);
  }

  /**
   * Take a publication off the list; at the repository nothing changes.
   */
  async forget(id: string): Promise<Outcome<unknown>> {
    return this._client.request('DELETE', [...PUBLICATIONS, id], {});
  }

  /**
   * Keep what the person has decided.
   */
  async setForm(
    id: string,
    form: PublicationForm
  ): Promise<Outcome<Publication>> {
    return this._client.request('PUT', [...PUBLICATIONS, id, 'form'], form);
  }

  /**
   * A piece of the list of files.
   */
  async files(
    id: string,
    { after, most }: PublicationFileQuery = {}
  ): Promise<Outcome<PublicationFileList>> {
    return this._client.request(
      'GET',
      [...PUBLICATIONS, id, 'files'],
      undefined,
      {
        ...(after === undefined ? {} : { after }),
        ...(most === undefined ? {} : { most: String(most) })
      }
    );
  }

  /**
   * What would happen; nothing is sent.
   */
  async check(
    id: string,
    signal?: AbortSignal
  ): Promise<Outcome<PublicationPlan>> {
    const path = [...PUBLICATIONS, id, 'check'];
    return this._client.request('POST', path, {}, {}, signal);
  }

  /**
   * Create the draft, send its files, hold on, compare, give the draft up, or
   * ask the repository how it stands.
   */
  async act(id: string, deed: PublicationDeed): Promise<Outcome<Publication>> {
    return this._client.request('POST', [...PUBLICATIONS, id, deed], {});
  }

  /**
   * Drafts at the repository one of which may be this publication's.
   */
  async candidates(id: string): Promise<Outcome<AdoptableDraftList>> {
    return this._client.request('GET', [...PUBLICATIONS, id, 'candidates']);
  }

  /**
   * Say which of the drafts is this publication's, or that none is.
   */
  async adopt(id: string, adoption: Adoption): Promise<Outcome<Publication>> {
    const path = [...PUBLICATIONS, id, 'adoption'];
    return this._client.request('POST', path, adoption);
  }

  /**
   * Say what holds of a draft that somebody changed at the repository.
   */
  async choose(
    id: string,
    choice: DescriptionChoice
  ): Promise<Outcome<Publication>> {
    const path = [...PUBLICATIONS, id, 'description'];
    return this._client.request('POST', path, choice);
  }

  /**
   * Keep the draft, hand it to those who review, or publish it.
   */
  async end(id: string, end: PublicationEnd): Promise<Outcome<Publication>> {
    return this._client.request('POST', [...PUBLICATIONS, id, 'end'], end);
  }

  /**
   * Begin the next version of what is published.
   *
   * @param key - asked again with it, no second one is made
   */
  async newVersion(id: string, key: string): Promise<Outcome<Publication>> {
    const path = [...PUBLICATIONS, id, 'new-version'];
    return this._client.request('POST', path, { key });
  }

  /**
   * What changed here since the version before.
   */
  async changes(id: string): Promise<Outcome<PublicationChanges>> {
    return this._client.request('GET', [...PUBLICATIONS, id, 'changes']);
  }

  /**
   * How a publication is cited, as its repository says.
   */
  async citation(
    id: string,
    format: Citation['format']
  ): Promise<Outcome<Citation>> {
    const path = [...PUBLICATIONS, id, 'citation'];
    return this._client.request('GET', path, undefined, { format });
  }

  private readonly _client: CompanionClient;
}

const PUBLICATIONS = ['api', 'publications'] as const;
const REPOSITORIES = ['api', 'repositories'] as const;
