import { cp } from 'node:fs/promises';
import { join } from 'node:path';

import { Dispatcher } from '../../peers/dispatcher/index.ts';
import type { DispatchAnswer } from '../../peers/dispatcher/index.ts';
import { Institution } from '../../peers/institution/index.ts';
import type { OfferAnswer } from '../../peers/institution/index.ts';
import { recordedInternet, startOrigin } from '../../peers/origin/index.ts';
import type { Origin, RecordedInternet } from '../../peers/origin/index.ts';
import { serveDimuonPackage } from '../dimuon/package.ts';
import type { DimuonPackage } from '../dimuon/package.ts';

const sharedFolder = join(import.meta.dirname, 'shared');

/** How to start the federation. */
export interface FederationOptions {
  /** OCM address of the person who gets the package and the share. */
  receiver: string;
  /** Folder for what is generated. */
  folder: string;
  /** Number of events in the package; default 100 000. */
  events?: number;
}

/**
 * A small federation on loopback: a host with data, a sender of packages and
 * an institution that shares a folder, each under a public-looking name with
 * TLS, so that the receiver needs no exception for any of them.
 */
export class Federation {
  readonly origin: Origin;
  readonly dispatcher: Dispatcher;
  readonly institution: Institution;
  /** The package with the dimuon notebook. */
  readonly package: DimuonPackage;

  private readonly internet: RecordedInternet;
  private readonly receiver: string;
  private readonly folder: string;

  private constructor(parts: {
    origin: Origin;
    internet: RecordedInternet;
    dispatcher: Dispatcher;
    institution: Institution;
    package: DimuonPackage;
    receiver: string;
    folder: string;
  }) {
    this.origin = parts.origin;
    this.internet = parts.internet;
    this.dispatcher = parts.dispatcher;
    this.institution = parts.institution;
    this.package = parts.package;
    this.receiver = parts.receiver;
    this.folder = parts.folder;
  }

  /** Starts all parts. */
  static async start(options: FederationOptions): Promise<Federation> {
    const { receiver, folder } = options;
    const origin = await startOrigin({ caFile: join(folder, 'ca.pem') });
    const internet = await recordedInternet(origin);
    const dispatcher = await Dispatcher.start({
      host: 'player.example.org',
      userName: 'ines'
    });
    const institution = await Institution.start({
      host: 'cloud.example.org',
      name: 'Example Cloud'
    });
    origin.forward(dispatcher.host, dispatcher.url);
    origin.forward(institution.host, institution.url);
    const package_ = await serveDimuonPackage(origin, options);
    return new Federation({
      origin,
      internet,
      dispatcher,
      institution,
      package: package_,
      receiver,
      folder
    });
  }

  /**
   * Sends the package, as the Dispatcher of today does.
   *
   * @throws Error when the receiver does not take it
   */
  async dispatch(receiverUrl: string): Promise<DispatchAnswer> {
    const { crate } = this.package;
    return taken(await this.dispatcher.dispatch(receiverUrl, { crate }));
  }

  /**
   * Offers the institution's folder, a copy that may be changed.
   *
   * @throws Error when the receiver does not take it
   */
  async offerFolder(receiverUrl: string): Promise<OfferAnswer> {
    const folder = join(this.folder, 'shared');
    await cp(sharedFolder, folder, { recursive: true });
    return taken(
      await this.institution.offer(`${receiverUrl}/ocm`, {
        shareWith: this.receiver,
        folder,
        name: 'Dimuon calibration',
        permissions: ['read', 'write']
      })
    );
  }

  /** Stops all parts. */
  async stop(): Promise<void> {
    await this.dispatcher.stop();
    await this.institution.stop();
    await this.origin.stop();
    await this.internet.stop();
  }
}

function taken<Answer extends { status: number; body: string }>(
  answer: Answer
): Answer {
  if (answer.status !== 201) {
    throw new Error(`The receiver answered ${answer.status}: ${answer.body}`);
  }
  return answer;
}
