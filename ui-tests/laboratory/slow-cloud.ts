import { once } from 'node:events';
import { createServer, request as sendRequest } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { pipeline, Transform } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

import { Institution } from '../../peers/institution/index.ts';
import { listenOnLoopback } from '../../peers/loopback/index.ts';
import { accept, SharedFolder } from './drive.ts';
import type { Laboratory } from './laboratory.ts';

/** Bytes that are let through at once. */
const PIECE = 64 * 1024;

/** An institution whose files come as slowly as a journey needs. */
export class SlowCloud {
  /** Bytes of a file in a second; null for no limit. */
  pace: number | null = null;

  private readonly institution: Institution;
  private readonly laboratory: Laboratory;
  private readonly server: Server;

  private constructor(laboratory: Laboratory, institution: Institution) {
    this.laboratory = laboratory;
    this.institution = institution;
    this.server = createServer((request, response) => {
      this.relay(request, response);
    });
  }

  /** Starts one that is reached under a name of its own. */
  static async start(laboratory: Laboratory, host: string): Promise<SlowCloud> {
    const institution = await Institution.start({ host });
    const cloud = new SlowCloud(laboratory, institution);
    const port = await listenOnLoopback(cloud.server);
    laboratory.origin.forward(host, `http://127.0.0.1:${port}`);
    return cloud;
  }

  /** Shares a folder of this machine, which Marie accepts. */
  async share(name: string, folder: string): Promise<SharedFolder> {
    const { share } = await this.institution.offer(
      `${this.laboratory.lab.ocmUrl}/ocm`,
      {
        shareWith: 'marie@jupyter.example.org',
        folder,
        name,
        permissions: ['read', 'write']
      }
    );
    await accept(this.laboratory, name);
    return new SharedFolder(this.laboratory, share);
  }

  /** Ends all connections and frees the ports. */
  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
    await this.institution.stop();
  }

  private relay(request: IncomingMessage, response: ServerResponse): void {
    const onward = sendRequest(
      new URL(request.url ?? '/', this.institution.url),
      { method: request.method, headers: request.headers },
      answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        pipeline(answer, this.brake(), response, () => undefined);
      }
    );
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  }

  /** Lets bytes through at the pace of the moment. */
  private brake(): Transform {
    const slow = async (chunk: Buffer, push: (part: Buffer) => void) => {
      for (let at = 0; at < chunk.length; at += PIECE) {
        const part = chunk.subarray(at, at + PIECE);
        push(part);
        if (this.pace !== null) {
          await pause((1000 * part.length) / this.pace);
        }
      }
    };
    return new Transform({
      transform(chunk: Buffer, _encoding, done) {
        slow(chunk, part => this.push(part)).then(() => done(), done);
      }
    });
  }
}
