import type {
  Job,
  JobCheck,
  JobDraft,
  JobExplanation,
  JobFileList,
  JobForm,
  JobHistory,
  JobList,
  JobOutput,
  JobOutputQuery,
  JobScript,
  JobSubject,
  JobTaskList,
  Site,
  SiteList
} from 'sciencemesh-contract';
import type { CompanionClient } from '../companion/client';
import type { Outcome } from '../companion/outcome';

/**
 * What the companion offers about jobs and sites, with the types of the
 * contract. No method throws.
 */
export class JobsClient {
  constructor(client: CompanionClient) {
    this._client = client;
  }

  /**
   * Batch systems that jobs can be sent to.
   */
  async sites(): Promise<Outcome<SiteList>> {
    return this._client.request('GET', ['api', 'sites']);
  }

  /**
   * Have the companion ask a site how it is, now.
   */
  async look(siteId: string): Promise<Outcome<Site>> {
    return this._client.request('POST', ['api', 'sites', siteId, 'look'], {});
  }

  /**
   * A form, mostly filled.
   *
   * @param siteId - null for the first site that works
   */
  async form(
    subject: JobSubject,
    siteId: string | null = null
  ): Promise<Outcome<JobForm>> {
    return this._client.request('POST', ['api', 'jobs', 'form'], {
      ...subject,
      ...(siteId === null ? {} : { siteId })
    });
  }

  /**
   * A dry run; nothing is sent.
   */
  async check(
    draft: JobDraft,
    signal?: AbortSignal
  ): Promise<Outcome<JobCheck>> {
    return this._client.request(
      'POST',
      ['api', 'jobs', 'check'],
      draft,
      {},
      signal
    );
  }

  /**
   * Submit a job.
   *
   * @param key - made for this click: asked again with it, no second job is
   * made
   */
  async submit(draft: JobDraft, key: string): Promise<Outcome<Job>> {
    return this._client.request('POST', ['api', 'jobs'], { draft, key });
  }

  /**
   * All jobs, newest first.
   */
  async list(limit: number): Promise<Outcome<JobList>> {
    return this._client.request('GET', ['api', 'jobs'], undefined, {
      limit: String(limit)
    });
  }

  /**
   * One job.
   */
  async job(id: string): Promise<Outcome<Job>> {
    return this._client.request('GET', ['api', 'jobs', id]);
  }

  /**
   * Tasks of a sweep; one for a plain job.
   */
  async tasks(id: string): Promise<Outcome<JobTaskList>> {
    return this._client.request('GET', ['api', 'jobs', id, 'tasks']);
  }

  /**
   * What happened when.
   */
  async history(id: string): Promise<Outcome<JobHistory>> {
    return this._client.request('GET', ['api', 'jobs', id, 'history']);
  }

  /**
   * Results that are here, and what the job still has.
   */
  async files(id: string): Promise<Outcome<JobFileList>> {
    return this._client.request('GET', ['api', 'jobs', id, 'files']);
  }

  /**
   * The text that was submitted.
   */
  async script(id: string): Promise<Outcome<JobScript>> {
    return this._client.request('GET', ['api', 'jobs', id, 'script']);
  }

  /**
   * Why a job does not run, asked of its site.
   */
  async explanation(id: string): Promise<Outcome<JobExplanation>> {
    return this._client.request('GET', ['api', 'jobs', id, 'explanation']);
  }

  /**
   * A piece of what a job prints.
   */
  async output(
    id: string,
    { task, stream, from }: JobOutputQuery
  ): Promise<Outcome<JobOutput>> {
    return this._client.request(
      'GET',
      ['api', 'jobs', id, 'output'],
      undefined,
      {
        stream,
        ...(task === undefined ? {} : { task: String(task) }),
        ...(from === undefined ? {} : { from: String(from) })
      }
    );
  }

  /**
   * The notebook of a job as far as it is, in nbformat 4.
   */
  async notebook(id: string, task: number): Promise<Outcome<unknown>> {
    return this._client.request(
      'GET',
      ['api', 'jobs', id, 'notebook'],
      undefined,
      { task: String(task) }
    );
  }

  /**
   * Hold, release or cancel a job, or bring its results again.
   *
   * @param tasks - some of a sweep; null for all
   */
  async act(
    id: string,
    action: 'hold' | 'release' | 'cancel' | 'collect',
    tasks: readonly number[] | null = null
  ): Promise<Outcome<Job>> {
    return this._client.request(
      'POST',
      ['api', 'jobs', id, action],
      tasks === null ? {} : { tasks }
    );
  }

  /**
   * A form that holds what a job was made of.
   */
  async rerun(id: string): Promise<Outcome<JobForm>> {
    return this._client.request('POST', ['api', 'jobs', id, 'rerun'], {});
  }

  /**
   * Say that the person has seen how a job ended.
   */
  async markSeen(id: string): Promise<Outcome<Job>> {
    return this._client.request('POST', ['api', 'jobs', id, 'seen'], {});
  }

  /**
   * Take a job off the list.
   */
  async forget(
    id: string,
    files: 'keep' | 'delete'
  ): Promise<Outcome<unknown>> {
    return this._client.request('DELETE', ['api', 'jobs', id], {}, { files });
  }

  private readonly _client: CompanionClient;
}
