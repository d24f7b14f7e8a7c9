/**
 * Requests to slurmrestd, at the one address that the administrator has
 * configured: redirects are not followed, and the token goes nowhere else.
 */
import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { readFile } from 'node:fs/promises';
import type { SlurmrestdSiteConfig } from 'sciencemesh-contract';
import { BatchError } from '../batch-system.ts';
import { runCommand, userName } from '../commands.ts';
import { nobodysSignal, sharedAnswer } from '../shared-answer.ts';
import { refusalOf, type RestError } from './refusals.ts';

const SECONDS = 20;
/** 10 000 jobs are 32 MB of JSON. */
const MAXIMUM_BYTES = 256 * 1024 * 1024;
/** Newest first; a server speaks about three of them. */
const VERSIONS = ['v0.0.42', 'v0.0.41', 'v0.0.40'] as const;

export interface RestOptions {
  signal: AbortSignal;
  body?: unknown;
  /** It changes something at the site. */
  changes?: boolean;
}

export class SlurmRest {
  private readonly config: SlurmrestdSiteConfig;
  private version: Promise<string> | null = null;

  constructor(config: SlurmrestdSiteConfig) {
    this.config = config;
  }

  /**
   * Sends a request and reads its answer.
   *
   * @param service `slurm`, or `slurmdb` for the accounting
   * @param path with its query, after the version
   * @throws BatchError
   */
  async call(
    method: 'GET' | 'POST' | 'DELETE',
    service: 'slurm' | 'slurmdb',
    path: string,
    options: RestOptions
  ): Promise<unknown> {
    const version = await this.spoken(options.signal);
    const answer = await this.send(
      method,
      `/${service}/${version}/${path}`,
      options
    );
    const value = parse(answer.text);
    const errors = errorsOf(value);
    if (answer.status >= 400 || errors.length > 0) {
      throw refusalOf(
        answer.status,
        errors,
        this.config,
        options.changes ?? false
      );
    }
    if (value === null) {
      throw new BatchError(
        'broken',
        'The address of the site answers something that is not slurmrestd. Ask the administrator to correct "url" in its settings.',
        { cause: answer.text.slice(0, 1000) }
      );
    }
    return value;
  }

  /** Which of its versions we both speak; asked once. */
  private spoken(signal: AbortSignal): Promise<string> {
    this.version ??= this.findVersion(nobodysSignal()).catch(
      (error: unknown) => {
        this.version = null;
        throw error;
      }
    );
    return sharedAnswer(this.version, signal);
  }

  private async findVersion(signal: AbortSignal): Promise<string> {
    for (const version of VERSIONS) {
      const { status } = await this.send('GET', `/slurm/${version}/ping/`, {
        signal
      });
      if (status !== 404) {
        return version;
      }
    }
    throw new BatchError(
      'broken',
      `slurmrestd speaks none of the versions that are known here (${VERSIONS.join(', ')}). Use the commands of Slurm for this site instead.`
    );
  }

  private async send(
    method: string,
    path: string,
    { signal, body, changes = false }: RestOptions
  ): Promise<{ status: number; text: string }> {
    const text = body === undefined ? null : JSON.stringify(body);
    const headers = {
      accept: 'application/json',
      'X-SLURM-USER-NAME': this.config.user ?? userName(),
      ...(await this.credentials(signal)),
      // Node gives a DELETE no length by itself.
      ...(text === null
        ? {}
        : {
            'content-type': 'application/json',
            'content-length': String(Buffer.byteLength(text))
          })
    };
    const limit = AbortSignal.timeout(SECONDS * 1000);
    try {
      return await exchange(
        this.config.url,
        { method, path, headers, signal: AbortSignal.any([signal, limit]) },
        text
      );
    } catch (error) {
      if (error instanceof BatchError) {
        throw error;
      }
      const details = { cause: error, outcomeUnknown: changes && sent(error) };
      if (signal.aborted) {
        throw new BatchError('aborted', 'The request was ended.', details);
      }
      if (limit.aborted) {
        throw new BatchError(
          'timeout',
          'Slurm answers too slowly at the moment. It is asked again by itself.',
          { ...details, outcomeUnknown: changes }
        );
      }
      throw new BatchError(
        'unreachable',
        'slurmrestd does not answer. It is asked again by itself.',
        details
      );
    }
  }

  /** The token is read anew each time: it is renewed from outside. */
  private async credentials(
    signal: AbortSignal
  ): Promise<Record<string, string>> {
    const { tokenFile, tokenCommand } = this.config;
    const [program, ...words] = tokenCommand ?? [];
    let text: string;
    if (program !== undefined) {
      const result = await runCommand([program, ...words], {
        signal,
        seconds: SECONDS
      });
      text = result.code === 0 ? result.stdout : '';
    } else if (tokenFile !== undefined) {
      text = await readFile(tokenFile, 'utf8').catch(() => '');
    } else {
      // A socket of the person's own needs none.
      return {};
    }
    // As `scontrol token` prints it, or the token alone.
    const token = text.trim().replace(/^SLURM_JWT=/u, '');
    if (!/^[A-Za-z0-9_.-]+$/u.test(token)) {
      throw new BatchError(
        'signed-out',
        `There is no token for this site. Sign in again: type "${this.config.signIn ?? 'scontrol token'}" in a terminal.`
      );
    }
    return { 'X-SLURM-USER-TOKEN': token };
  }
}

/** One request, by TCP or over a Unix socket. */
function exchange(
  address: string,
  options: RequestOptions,
  body: string | null
): Promise<{ status: number; text: string }> {
  const isSocket = address.startsWith('unix:');
  const url = new URL(isSocket ? 'http://localhost' : address);
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sending = request(
      isSocket
        ? { ...options, socketPath: address.slice('unix:'.length) }
        : {
            ...options,
            hostname: url.hostname.replace(/^\[|\]$/gu, ''),
            port: url.port,
            path: url.pathname.replace(/\/$/u, '') + options.path
          },
      response => {
        const chunks: Buffer[] = [];
        let length = 0;
        response.on('data', (chunk: Buffer) => {
          length += chunk.length;
          chunks.push(chunk);
          if (length > MAXIMUM_BYTES) {
            response.destroy(
              new BatchError('broken', 'slurmrestd answers without end.')
            );
          }
        });
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString('utf8')
          })
        );
      }
    );
    sending.on('error', reject);
    sending.end(body);
  });
}

/** Whether a request may have arrived although it failed so. */
function sent(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return !['ECONNREFUSED', 'ENOENT', 'ENOTFOUND', 'EACCES'].includes(code);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function errorsOf(value: unknown): RestError[] {
  const errors = (value as { errors?: unknown } | null)?.errors;
  return Array.isArray(errors) ? (errors as RestError[]) : [];
}
