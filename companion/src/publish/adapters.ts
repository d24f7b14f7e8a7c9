/**
 * Which adapter speaks with which repository. Each is loaded when it is first
 * needed: most people publish a few times a year, at one place.
 */
import type { OutboundClient } from '../http/outbound.ts';
import type { OpenAdapter } from './repositories/asking.ts';

export interface AdapterOptions {
  outbound: OutboundClient;
  bundle: {
    /** Absolute path of a folder for what is being made. */
    folder: string;
    /** Absolute path of Jupyter's root folder. */
    root: string;
    /** Where archives go, relative to that. */
    target: string;
  };
}

export function adapterOpener(options: AdapterOptions): OpenAdapter {
  const { bundle, outbound } = options;
  return async (definition, token) => {
    switch (definition.kind) {
      case 'invenio-rdm': {
        const { flavour, name, url } = definition;
        const [{ InvenioRdm }, { profileOf }] = await Promise.all([
          import('./invenio-rdm/invenio-rdm.ts'),
          import('./invenio-rdm/profile.ts')
        ]);
        const profile = profileOf(flavour ?? 'plain');
        return new InvenioRdm(
          { outbound, url, token },
          // As its own form does where the person names none.
          { ...profile, publisher: profile.publisher ?? name }
        );
      }
      case 'dataverse': {
        const { collection, url } = definition;
        const { Dataverse } = await import('./dataverse/dataverse.ts');
        return new Dataverse(
          { outbound, url, token },
          { collection: collection ?? 'root' }
        );
      }
      case 'bundle': {
        const { BundleRepository } =
          await import('./bundle/bundle-repository.ts');
        return new BundleRepository(bundle);
      }
    }
  };
}
