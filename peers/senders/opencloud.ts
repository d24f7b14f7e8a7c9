import type { Home, JsonAnswer } from './dialect.ts';
import { Ocis } from './ocis.ts';

/**
 * OpenCloud, which parted from oCIS: addresses hold a second `@`, every
 * notification is taken, and none is ever sent (opencloud-eu/reva
 * `internal/grpc/services/ocmshareprovider`, `internal/http/services/wellknown`).
 */
export class OpenCloud extends Ocis {
  override readonly software = 'OpenCloud';

  override discovery(home: Home): Record<string, unknown> {
    const { origin } = home;
    return {
      ...super.discovery(home),
      apiVersion: '1.2.0',
      provider: 'OpenCloud',
      capabilities: ['invites', 'webdav-uri', 'protocol-object', 'invite-wayf'],
      inviteAcceptDialog: `${origin}/open-cloud-mesh/accept-invite`
    };
  }

  override withdrawal(): undefined {
    return undefined;
  }

  override hear(): JsonAnswer {
    return { status: 201, body: {} };
  }

  protected override identifierOf(user: string): string {
    return `${user}@https://idp.example.org`;
  }
}
