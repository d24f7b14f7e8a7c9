import { GitServer, Repository } from '../git/index.ts';
import type { ArchiveFormat } from '../git/index.ts';
import type { Answerer, Behaviour } from './behaviour.ts';
import type { Origin } from './origin.ts';

/** One repository on GitHub. */
export interface GitHubRepository {
  owner: string;
  name: string;
  /** Folder of the files that it holds. */
  files: string;
}

const missing: Behaviour = { status: 404, text: 'Not Found', etag: false };
const formats: ArchiveFormat[] = ['zip', 'tar.gz'];

/**
 * Puts a repository on the recorded GitHub: its page, its archives by branch,
 * commit or `HEAD` (a redirect to codeload.github.com, which sends them in
 * chunks, without a length or ranges), what the API tells of it, and `git
 * clone`.
 */
export class RecordedGitHub {
  private readonly origin: Origin;
  private readonly server: GitServer;
  private readonly repositories: Repository[] = [];

  private constructor(origin: Origin, server: GitServer) {
    this.origin = origin;
    this.server = server;
  }

  /** Starts the server behind `git clone`. */
  static async start(origin: Origin): Promise<RecordedGitHub> {
    return new RecordedGitHub(origin, await GitServer.start());
  }

  /** Adds a repository. */
  async add({ owner, name, files }: GitHubRepository): Promise<Repository> {
    const { origin, server } = this;
    const repository = await Repository.create(files);
    this.repositories.push(repository);
    const path = `/${owner}/${name}`;
    origin.route('github.com', path, {
      contentType: 'text/html; charset=utf-8',
      text: `<!doctype html><title>${owner}/${name}</title>`
    });
    origin.route('github.com', `${path}/archive/*`, archiveRedirect(path));
    origin.route('api.github.com', `/repos${path}`, {
      json: {
        name,
        full_name: `${owner}/${name}`,
        private: false,
        html_url: `https://github.com${path}`,
        default_branch: repository.branch
      }
    });
    for (const format of formats) {
      const prefix = `${path}/${format}/`;
      const answer = archiveOf(repository, name, format, prefix);
      origin.route('codeload.github.com', `${prefix}*`, answer);
    }
    server.add(path, repository);
    for (const end of ['/info/refs', '.git/info/refs']) {
      origin.forward('github.com', server.url, path + end);
    }
    for (const end of ['/git-upload-pack', '.git/git-upload-pack']) {
      origin.forward('github.com', server.url, path + end);
    }
    return repository;
  }

  /** Stops the server and removes the repositories from the disk. */
  async stop(): Promise<void> {
    await this.server.stop();
    await Promise.all(this.repositories.map(each => each.dispose()));
  }
}

function archiveRedirect(path: string): Answerer {
  return request => {
    const file = request.path.slice(`${path}/archive/`.length);
    const format = formats.find(each => file.endsWith(`.${each}`));
    if (format === undefined) {
      return missing;
    }
    const reference = file.slice(0, -format.length - 1);
    return {
      redirect: `https://codeload.github.com${path}/${format}/${reference}`
    };
  };
}

function archiveOf(
  repository: Repository,
  name: string,
  format: ArchiveFormat,
  prefix: string
): Answerer {
  return async request => {
    const reference = decodeURIComponent(request.path.slice(prefix.length));
    if (!repository.has(reference)) {
      return missing;
    }
    const short = reference.replace(/^refs\/heads\//, '');
    const folder = `${name}-${short === 'HEAD' ? repository.commit : short}`;
    return {
      file: await repository.archive(format, folder),
      contentType: format === 'zip' ? 'application/zip' : 'application/x-gzip',
      contentLength: false,
      ranges: false,
      etag: `W/"${repository.commit}"`,
      headers: {
        'content-disposition': `attachment; filename=${folder}.${format}`
      }
    };
  };
}
