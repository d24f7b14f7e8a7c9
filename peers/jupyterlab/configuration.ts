import { join } from 'node:path';

const companion = join(
  import.meta.dirname,
  '../../jupyterlab_sciencemesh/companion/main.mjs'
);

/** Traits of one class of Jupyter's configuration. */
export type Traits = Record<string, unknown>;

/** What the Jupyter server and the companion are told. */
export interface Configuration {
  /** Folder for the workspace, the data and the log. */
  folder: string;
  /** Folder for what the companion keeps. */
  data: string;
  /** Local part of the user's OCM address. */
  user: string;
  /** Host of the user's OCM address. */
  host: string;
  /** What people call the user. */
  displayName: string;
  /** Proxy of the companion, and the authority that it trusts. */
  outbound: { proxyUrl: string; caFile: string };
  /** Port of the Jupyter server. */
  port: number;
  /** HOST:PORT of the OCM node. */
  ocmListen: string;
  /** Rooms of the companion's configuration, and what is said there in addition. */
  companion?: Record<string, Record<string, unknown>>;
  /** Traits that are set in addition, or otherwise, by class. */
  traits?: Record<string, Traits>;
}

/** The settings of JupyterLab that are not its defaults. */
export const settings = {
  '@jupyterlab/apputils-extension:notification': {
    checkForUpdates: false,
    // Neither fetched nor asked about.
    fetchNews: 'false'
  }
};

/** The content of `jupyter_server_config.json`. */
export function serverConfig(options: Configuration): Record<string, Traits> {
  const { user, host, displayName, outbound, traits = {} } = options;
  const rooms: Record<string, Record<string, unknown>> = {
    ocm: { user, host, displayName },
    outbound: { certificateAuthorities: [outbound.caFile] }
  };
  for (const [name, more] of Object.entries(options.companion ?? {})) {
    rooms[name] = { ...rooms[name], ...more };
  }
  const config: Record<string, Traits> = {
    ServerApp: {
      ip: '127.0.0.1',
      port: options.port,
      port_retries: 0,
      allow_root: process.getuid?.() === 0
    },
    LabApp: {
      // Nothing that is started here asks anyone outside.
      news_url: null,
      check_for_updates_class:
        'jupyterlab.handlers.announcements.NeverCheckForUpdate'
    },
    ScienceMeshApp: {
      // The proxy is for the companion alone: kernels keep their own way out.
      companion_command: [
        '/usr/bin/env',
        `HTTPS_PROXY=${outbound.proxyUrl}`,
        `HTTP_PROXY=${outbound.proxyUrl}`,
        process.execPath,
        companion
      ],
      data_dir: options.data,
      ocm_listen: options.ocmListen,
      companion_config: rooms
    }
  };
  for (const [name, more] of Object.entries(traits)) {
    config[name] = { ...config[name], ...more };
  }
  return config;
}
