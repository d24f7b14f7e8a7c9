import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { Answers, Behaviour, RecordedRequest } from './behaviour.ts';

/** A behaviour, and the folder that its relative files lie in. */
export interface Found {
  behaviour: Behaviour;
  folder: string;
}

interface Route {
  answers: Answers;
  folder: string;
  /** How often the route was asked; chooses among answers in turn. */
  asked: number;
}

const missing: Behaviour = { status: 404, etag: false, text: 'Not found' };

/**
 * All recorded addresses, by site (`https://host[:port]`) and path.
 *
 * A path is looked up with its query, then without, then as the longest route
 * that ends in `*`, then as a file in the folder of the host.
 */
export class Routes {
  private readonly routes = new Map<string, Map<string, Route>>();
  private readonly folders = new Map<string, string>();

  /** Sets what an address answers, in place of what it answered before. */
  set(host: string, path: string, answers: Answers, folder = '/'): void {
    const site = siteOf(host);
    const paths = this.routes.get(site) ?? new Map<string, Route>();
    this.routes.set(site, paths);
    paths.set(comparable(path), { answers, folder, asked: 0 });
  }

  /** Whether anything at all is recorded of a site. */
  knows(site: string): boolean {
    return this.routes.has(site) || this.folders.has(site);
  }

  /** Reads recordings: a folder for each host, with an optional index. */
  async load(recordings: string): Promise<void> {
    for (const entry of await readdir(recordings, { withFileTypes: true })) {
      if (entry.isDirectory()) {
        await this.loadHost(entry.name, join(recordings, entry.name));
      }
    }
  }

  /** What the origin answers to a request. */
  async find(site: string, request: RecordedRequest): Promise<Found> {
    const route = this.lookUp(site, request.path);
    if (route) {
      return {
        behaviour: await choose(route, request),
        folder: route.folder
      };
    }
    const folder = this.folders.get(site);
    return {
      behaviour: (folder && (await fileIn(folder, request.path))) || missing,
      folder: folder ?? '/'
    };
  }

  private async loadHost(host: string, folder: string): Promise<void> {
    this.folders.set(siteOf(host), folder);
    const index = await readIndex(join(folder, 'index.json'));
    for (const [path, answers] of Object.entries(index)) {
      this.set(host, path, answers, folder);
    }
  }

  private lookUp(site: string, path: string): Route | undefined {
    const paths = this.routes.get(site);
    const [plain = path] = path.split('?', 1);
    const exact = paths?.get(comparable(path)) ?? paths?.get(plain);
    if (exact || !paths) {
      return exact;
    }
    const prefixes = [...paths.keys()]
      .filter(key => key.endsWith('*') && plain.startsWith(key.slice(0, -1)))
      .sort((a, b) => b.length - a.length);
    return prefixes[0] === undefined ? undefined : paths.get(prefixes[0]);
  }
}

/** The site of a host name (https is meant) or of an address with scheme. */
export function siteOf(host: string): string {
  const url = new URL(host.includes('://') ? host : `https://${host}`);
  return url.origin;
}

/** Callers differ in which characters of a query they encode. */
function comparable(path: string): string {
  const [plain = path, query] = path.split('?', 2);
  return query === undefined ? plain : `${plain}?${decodeURIComponent(query)}`;
}

async function choose(
  route: Route,
  request: RecordedRequest
): Promise<Behaviour> {
  const turn = route.asked++;
  if (typeof route.answers === 'function') {
    return route.answers(request);
  }
  if (!Array.isArray(route.answers)) {
    return route.answers;
  }
  return route.answers[turn] ?? route.answers.at(-1) ?? missing;
}

async function fileIn(
  folder: string,
  path: string
): Promise<Behaviour | undefined> {
  // The parser has taken `..` away, so the file cannot lie elsewhere.
  const { pathname } = new URL(path, 'https://recorded');
  const file = `.${decodeURIComponent(pathname)}`;
  const found = await stat(join(folder, file)).catch(() => undefined);
  return found?.isFile() ? { file } : undefined;
}

async function readIndex(
  path: string
): Promise<Record<string, Behaviour | Behaviour[]>> {
  const text = await readFile(path, 'utf8').catch(() => '{}');
  return JSON.parse(text) as Record<string, Behaviour | Behaviour[]>;
}
