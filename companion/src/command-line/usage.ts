/** A command line that cannot be understood; the message says why. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

export const USAGE = `sciencemesh: federated research data for JupyterLab

  sciencemesh serve --socket PATH | --listen HOST:PORT --data DIR [options]
      Run the companion of one user. Requests to its API show the secret of the
      environment variable SCIENCEMESH_SECRET as "Authorization: Bearer".

      --mode user          The companion of one user (default)
      --socket PATH        Unix socket of the user API
      --listen HOST:PORT   The same over TCP; port 0 takes a free one
      --data DIR           Folder for everything durable
      --config FILE        Configuration, JSON
      --ocm-listen HOST:PORT
                           Open the public Open Cloud Mesh node, plain HTTP
                           behind a TLS proxy
      --root DIR           Jupyter's root folder
      --exit-with-parent   Stop when standard input ends

  sciencemesh package inspect FILE|URL [--json] [--config FILE]
      Say what a package holds: a crate document, a crate zip, a folder, or an
      address of one. Exit status 2 for what is no crate.
  sciencemesh package open FILE|URL --into DIR [--param NAME=JSON]... [--json]
                           [--execute] [--config FILE]
      Make a working copy: fetch and verify the data, make the notebook ready;
      with --execute run it. Goes on after an interruption when called again.
      Exit status 1 when something is missing, 2 for what is no crate.

  sciencemesh openapi      Print the description of the API
  sciencemesh config-schema
                           Print the JSON Schema of the configuration
  sciencemesh --help       Print this
  sciencemesh --version    Print the version
`;
