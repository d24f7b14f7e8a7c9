import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type {
  CheckStep,
  CopyPreview,
  CopyQuestion,
  CopyRequest,
  DeletedList,
  Mirror,
  MirrorFetch,
  MirrorFileList,
  MirrorFileQuery,
  MirrorUpload,
  NodeInfo,
  OpenRequest,
  OutboxDecision,
  OutboxList,
  PackageImport,
  PackagePreview,
  Provider,
  ProviderList,
  RestoreDeleted,
  RestoredDeleted,
  SearchQuery,
  SearchRow,
  Share,
  ShareChange,
  ShareList,
  Transfer,
  TransferFileList,
  TransferFileState,
  TransferList,
  UnwantedCopy,
  VersionList
} from 'sciencemesh-contract';
import type { IBridgeStatus } from './bridge';
import { bridgeStatus } from './bridge';
import { readLines } from './lines';
import type { IFailure, Outcome } from './outcome';

/**
 * The companion's REST API, with the types of the contract.
 *
 * #### Notes
 * No method throws: an answer that is no success becomes a failure with the
 * companion's own sentence. Credentials and the XSRF token are added by
 * `ServerConnection`.
 */
export class CompanionClient {
  constructor(options: CompanionClient.IOptions) {
    this.serverSettings = options.serverSettings;
    this._trans = options.trans;
  }

  /**
   * The settings with which the Jupyter server is reached.
   */
  readonly serverSettings: ServerConnection.ISettings;

  /**
   * Ask the bridge how the companion is; answered while Node is down, too.
   */
  async status(): Promise<Outcome<IBridgeStatus>> {
    const answer = await this.request<unknown>('GET', ['status']);
    return answer.ok ? this._parseStatus(answer.value) : answer;
  }

  /**
   * Ask the bridge to start a companion that was given up.
   */
  async restart(): Promise<Outcome<unknown>> {
    return this.request('POST', ['restart'], {});
  }

  /**
   * What the companion says about itself and its own OCM node.
   */
  async node(): Promise<Outcome<NodeInfo>> {
    return this.request('GET', ['api', 'node']);
  }

  /**
   * All received shares, hidden and declined ones included.
   */
  async shares(): Promise<Outcome<ShareList>> {
    return this.request('GET', ['api', 'shares'], undefined, {
      filter: 'all'
    });
  }

  /**
   * One received share.
   */
  async share(id: string): Promise<Outcome<Share>> {
    return this.request('GET', ['api', 'shares', id]);
  }

  /**
   * Decide about a share, or hide it.
   */
  async changeShare(id: string, change: ShareChange): Promise<Outcome<Share>> {
    return this.request('PATCH', ['api', 'shares', id], change);
  }

  /**
   * Tell the sender of the decision about a share again, now.
   */
  async retryDelivery(id: string): Promise<Outcome<Share>> {
    return this.request('POST', ['api', 'shares', id, 'delivery', 'retry'], {});
  }

  /**
   * Set back a package that its provider is stuck in copying.
   */
  async setShareBack(id: string): Promise<Outcome<Share>> {
    return this.request('POST', ['api', 'shares', id, 'set-back'], {});
  }

  /**
   * Where shares come from, and how each provider is doing.
   */
  async providers(): Promise<Outcome<ProviderList>> {
    return this.request('GET', ['api', 'providers']);
  }

  /**
   * Let a provider look now for what is new.
   */
  async refreshProvider(id: string): Promise<Outcome<Provider>> {
    return this.request('POST', ['api', 'providers', id, 'refresh'], {});
  }

  /**
   * Say that the person has seen all shares.
   */
  async markSharesSeen(): Promise<Outcome<unknown>> {
    return this.request('POST', ['api', 'shares', 'seen'], {});
  }

  /**
   * Read a package that did not arrive as a share.
   */
  async importPackage(source: PackageImport): Promise<Outcome<PackagePreview>> {
    return this.request('POST', ['api', 'packages'], source);
  }

  /**
   * A package as the preview shows it; costs no request to the outside.
   */
  async package(id: string): Promise<Outcome<PackagePreview>> {
    return this.request('GET', ['api', 'packages', id]);
  }

  /**
   * Where the crate document of a package can be downloaded as it was received.
   */
  documentUrl(id: string): string {
    return this._url(['api', 'packages', id, 'document']);
  }

  /**
   * Ask the hosts of a package for what they hold.
   *
   * #### Notes
   * Results arrive one by one as events of the package.
   */
  async checkPackage(id: string): Promise<Outcome<PackagePreview>> {
    return this.request('POST', ['api', 'packages', id, 'check'], {});
  }

  /**
   * End a check that is going on; what it has found so far stays.
   */
  async cancelCheck(id: string): Promise<Outcome<PackagePreview>> {
    return this.request('DELETE', ['api', 'packages', id, 'check'], {});
  }

  /**
   * Give up a copy of a working copy that has not begun yet.
   */
  async unwantCopy(id: string, path: string): Promise<Outcome<PackagePreview>> {
    const body: UnwantedCopy = { path };
    return this.request('DELETE', ['api', 'packages', id, 'copy'], body);
  }

  /**
   * Begin to make a working copy.
   */
  async openPackage(
    id: string,
    request: OpenRequest
  ): Promise<Outcome<Transfer>> {
    return this.request('POST', ['api', 'packages', id, 'open'], request);
  }

  /**
   * Transfers, running and ended.
   */
  async transfers(): Promise<Outcome<TransferList>> {
    return this.request('GET', ['api', 'transfers']);
  }

  /**
   * The files of a transfer, all or those that are in one state.
   */
  async transferFiles(
    id: string,
    state: TransferFileState | null,
    limit: number
  ): Promise<Outcome<TransferFileList>> {
    return this.request('GET', ['api', 'transfers', id, 'files'], undefined, {
      ...(state ? { state } : {}),
      limit: String(limit)
    });
  }

  /**
   * Stop a transfer; what has arrived stays.
   */
  async cancelTransfer(id: string): Promise<Outcome<Transfer>> {
    return this.request('POST', ['api', 'transfers', id, 'cancel'], {});
  }

  /**
   * Fetch what failed, and the files of `include` that had been left out.
   */
  async retryTransfer(
    id: string,
    include?: readonly string[]
  ): Promise<Outcome<Transfer>> {
    return this.request(
      'POST',
      ['api', 'transfers', id, 'retry'],
      include ? { include } : {}
    );
  }

  /**
   * Edits that are not at their servers yet.
   */
  async outbox(): Promise<Outcome<OutboxList>> {
    return this.request('GET', ['api', 'outbox']);
  }

  /**
   * Decide what becomes of an edit that is not at its server yet.
   */
  async decide(
    id: string,
    decision: OutboxDecision
  ): Promise<Outcome<unknown>> {
    return this.request('POST', ['api', 'outbox', id], decision);
  }

  /**
   * Earlier states of a file, newest first.
   */
  async versions(path: string): Promise<Outcome<VersionList>> {
    return this.request('GET', ['api', 'versions', ...path.split('/')]);
  }

  /**
   * Make an earlier state of a file the present one.
   */
  async restoreVersion(path: string, id: string): Promise<Outcome<unknown>> {
    return this.request('POST', ['api', 'versions', ...path.split('/')], {
      id
    });
  }

  /**
   * Where an earlier state of a file is read.
   */
  versionUrl(path: string, id: string, isDownload: boolean): string {
    return (
      this._url(['api', 'version-content', ...path.split('/')]) +
      URLExt.objectToQueryString({
        id,
        ...(isDownload ? { download: '1' } : {})
      })
    );
  }

  /**
   * What was deleted in a space, newest first.
   *
   * @param until - end of the time that is looked at; null for now
   */
  async deleted(
    path: string,
    until: string | null
  ): Promise<Outcome<DeletedList>> {
    return this.request(
      'GET',
      ['api', 'trash', ...path.split('/')],
      undefined,
      until === null ? {} : { until }
    );
  }

  /**
   * Put something that was deleted back to where it was.
   */
  async restoreDeleted(
    path: string,
    item: RestoreDeleted
  ): Promise<Outcome<RestoredDeleted>> {
    return this.request('POST', ['api', 'trash', ...path.split('/')], item);
  }

  /**
   * Delete something for good.
   */
  async purgeDeleted(path: string, id: string): Promise<Outcome<unknown>> {
    return this.request('DELETE', ['api', 'trash', ...path.split('/')], { id });
  }

  /**
   * Find out how much a copy would be and what is in its way.
   */
  async previewCopy(
    question: CopyQuestion,
    signal?: AbortSignal
  ): Promise<Outcome<CopyPreview>> {
    return this.request(
      'POST',
      ['api', 'copies', 'preview'],
      question,
      {},
      signal
    );
  }

  /**
   * Begin to copy or move between the drive and the person's files.
   */
  async startCopy(request: CopyRequest): Promise<Outcome<Transfer>> {
    return this.request('POST', ['api', 'copies'], request);
  }

  /**
   * Bring a folder of the drive to the machine on which kernels run.
   */
  async openMirror(path: string): Promise<Outcome<Mirror>> {
    return this.request('POST', ['api', 'mirrors'], { path });
  }

  /**
   * The files of a working copy that are of one kind.
   */
  async mirrorFiles(
    id: string,
    show: NonNullable<MirrorFileQuery['show']>,
    limit: number
  ): Promise<Outcome<MirrorFileList>> {
    return this.request('GET', ['api', 'mirrors', id, 'files'], undefined, {
      show,
      limit: String(limit)
    });
  }

  /**
   * Look for what programs have made in a working copy.
   */
  async scanMirror(id: string): Promise<Outcome<Mirror>> {
    return this.request('POST', ['api', 'mirrors', id, 'scan'], {});
  }

  /**
   * Begin to bring in files although they are large.
   */
  async fetchMirrorFiles(
    id: string,
    request: MirrorFetch
  ): Promise<Outcome<Mirror>> {
    return this.request('POST', ['api', 'mirrors', id, 'fetch'], request);
  }

  /**
   * Begin to send files of a working copy to its share.
   */
  async uploadMirrorFiles(
    id: string,
    request: MirrorUpload
  ): Promise<Outcome<Mirror>> {
    return this.request('POST', ['api', 'mirrors', id, 'upload'], request);
  }

  /**
   * End what is under way in a working copy.
   */
  async stopMirror(id: string): Promise<Outcome<Mirror>> {
    return this.request('POST', ['api', 'mirrors', id, 'stop'], {});
  }

  /**
   * Find names in all shares; they come as they are found.
   *
   * @param onRow - called for each, until the signal is aborted
   */
  async search(
    query: SearchQuery,
    onRow: (row: SearchRow) => void,
    signal: AbortSignal
  ): Promise<Outcome<void>> {
    return this._lines('GET', ['api', 'search'], query, onRow, signal);
  }

  /**
   * Try each step to the files of a share.
   *
   * @param onStep - called when a step begins, and when it has ended
   */
  async checkShare(
    id: string,
    onStep: (step: CheckStep) => void,
    signal: AbortSignal
  ): Promise<Outcome<void>> {
    const path = ['api', 'shares', id, 'check'];
    return this._lines('POST', path, {}, onStep, signal);
  }

  /**
   * Send a request whose answer comes line by line.
   */
  private async _lines<T>(
    method: 'GET' | 'POST',
    path: readonly string[],
    content: Record<string, string>,
    onLine: (line: T) => void,
    signal: AbortSignal
  ): Promise<Outcome<void>> {
    const isQuery = method === 'GET';
    const url =
      this._url(path) + (isQuery ? URLExt.objectToQueryString(content) : '');
    try {
      const response = await ServerConnection.makeRequest(
        url,
        {
          method,
          signal,
          ...(isQuery
            ? {}
            : {
                body: JSON.stringify(content),
                headers: { 'Content-Type': 'application/json' }
              })
        },
        this.serverSettings
      );
      if (!response.ok) {
        const value = parseJson(await response.text());
        return { ok: false, failure: this._refused(response, value) };
      }
      await readLines(response, line => onLine(line as T), signal);
      return { ok: true, value: undefined };
    } catch (cause) {
      return { ok: false, failure: this._unreachable(cause) };
    }
  }

  /**
   * Send a request and read its answer; for those parts of the API that have
   * a client of their own.
   *
   * #### Notes
   * `T` is what the contract promises: the companion is of the same version as
   * this code and validates what it says, so a second validation here would
   * only make the page heavier.
   */
  async request<T>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: readonly string[],
    body?: unknown,
    query: Record<string, string> = {},
    signal?: AbortSignal
  ): Promise<Outcome<T>> {
    const url = this._url(path) + URLExt.objectToQueryString(query);
    let response: Response;
    let text: string;
    try {
      response = await ServerConnection.makeRequest(
        url,
        {
          method,
          signal: signal ?? null,
          ...(body === undefined
            ? {}
            : {
                body: JSON.stringify(body),
                headers: { 'Content-Type': 'application/json' }
              })
        },
        this.serverSettings
      );
      text = await response.text();
    } catch (cause) {
      return { ok: false, failure: this._unreachable(cause) };
    }
    const value = parseJson(text);
    if (!response.ok) {
      return { ok: false, failure: this._refused(response, value) };
    }
    return { ok: true, value: value as T };
  }

  /**
   * Where the browser reaches a page of the bridge, from wherever it comes.
   */
  address(path: readonly string[]): string {
    return new URL(this._url(path), document.baseURI).href;
  }

  private _url(path: readonly string[]): string {
    const { baseUrl } = this.serverSettings;
    const parts = path.map(encodeURIComponent);
    return URLExt.join(baseUrl, 'sciencemesh', ...parts);
  }

  private _parseStatus(value: unknown): Outcome<IBridgeStatus> {
    const status = bridgeStatus(value);
    return status
      ? { ok: true, value: status }
      : {
          ok: false,
          failure: {
            code: 'bridge-answer',
            message: this._trans.__(
              'The Jupyter server gave an answer that this page does not understand. Reload the page; if that does not help, update jupyterlab-sciencemesh on the server.'
            ),
            cause: value
          }
        };
  }

  private _unreachable(cause: unknown): IFailure {
    return {
      code: 'server-unreachable',
      message: this._trans.__(
        'The Jupyter server does not answer. Check your connection, then try again.'
      ),
      cause
    };
  }

  private _refused(response: Response, value: unknown): IFailure {
    const code = textMember(value, 'code') ?? `http-${response.status}`;
    const said = textMember(value, 'message');
    switch (response.status) {
      case 401:
      case 403:
        return {
          code,
          message:
            said && code !== `http-${response.status}`
              ? said
              : this._trans.__(
                  'You are no longer logged in to the Jupyter server, or may not use ScienceMesh there. Reload the page to log in again.'
                ),
          cause: value
        };
      case 404:
        return {
          code,
          message:
            said ?? this._trans.__('The Jupyter server does not know this.'),
          cause: value
        };
      default:
        return {
          code,
          message:
            said ??
            this._trans.__(
              'The Jupyter server refused the request (%1). Try again; its log says more.',
              response.status
            ),
          cause: value
        };
    }
  }

  private readonly _trans: TranslationBundle;
}

/**
 * The namespace for `CompanionClient` statics.
 */
export namespace CompanionClient {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly serverSettings: ServerConnection.ISettings;
    readonly trans: TranslationBundle;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textMember(value: unknown, name: 'code' | 'message'): string | null {
  if (typeof value !== 'object' || value === null || !(name in value)) {
    return null;
  }
  const member = (value as Record<string, unknown>)[name];
  return typeof member === 'string' && member !== '' ? member : null;
}
