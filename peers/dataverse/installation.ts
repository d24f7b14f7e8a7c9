import type { IncomingMessage } from 'node:http';

import type { Datasets } from './datasets.ts';
import type { DirectUploads } from './direct-uploads.ts';
import type { People, Person } from './people.ts';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';

/** All that a request may need. */
export interface Installation {
  settings: Settings;
  people: People;
  datasets: Datasets;
  storage: Storage;
  uploads: DirectUploads;
}

/** A request, and who asks. */
export interface Call {
  request: IncomingMessage;
  query: URLSearchParams;
  /** What stood in the path where the route has a gap. */
  path: readonly string[];
  person: Person | null;
}
