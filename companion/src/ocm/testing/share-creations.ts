/**
 * Share creations as they have been seen on the wire, each as small as the
 * shape allows (EOSC Data Commons Dispatcher and coordinator, OCM-Embedded,
 * Nextcloud, Reva, ownCloud, OCM-stub).
 */

export const CRATE = {
  '@context': 'https://w3id.org/ro/crate/1.1/context',
  '@graph': [
    {
      '@id': 'ro-crate-metadata.json',
      '@type': 'CreativeWork',
      about: { '@id': './' }
    },
    {
      '@id': './',
      '@type': 'Dataset',
      name: 'Dimuon spectrum',
      mainEntity: { '@id': 'https://example.org/files/dimuon.ipynb?raw=1' }
    },
    {
      '@id': 'https://example.org/files/dimuon.ipynb?raw=1',
      '@type': ['File', 'SoftwareSourceCode'],
      name: 'Analysis'
    }
  ]
};

const EOSC = {
  shareWith: 'marie@jupyter.example.org',
  name: 'ScienceMesh Research Data Package',
  description: 'A research data package',
  providerId: '96881ca2-f5be-44ad-9255-7c4f1a53eb27',
  resourceId: 'e7b6652f-c9b0-46be-9502-b3b144d83c67',
  owner: '0123abcd@egi.eu',
  senderDisplayName: 'jdoe',
  sender: '0123abcd@egi.eu@player.example.org',
  resourceType: 'ro-crate',
  shareType: 'user'
};

/** Embedded crates, by the name of the shape. */
export const EMBEDDED = {
  /** Until 2026-04: plural key, `rocrate`, no ids. */
  S0: {
    ...EOSC,
    sender: '0123abcd@player.example.org',
    providerId: 'n/a',
    resourceId: 'n/a',
    protocols: { name: 'multi', rocrate: CRATE }
  },
  S1: {
    ...EOSC,
    sender: '0123abcd@player.example.org',
    providerId: 'n/a',
    protocol: { name: 'multi', embedded: { payload: CRATE } }
  },
  S2: {
    ...EOSC,
    resourceType: 'embedded',
    providerId: 'n/a',
    protocol: { name: 'multi', embedded: { payload: CRATE } }
  },
  /** Two `@` in the sender, uuids. */
  S3: {
    ...EOSC,
    resourceType: 'embedded',
    protocol: { name: 'multi', embedded: { payload: CRATE } }
  },
  /** The crate as it was posted, members of its own included. */
  S4: {
    ...EOSC,
    resourceType: 'embedded',
    protocol: {
      name: 'multi',
      embedded: { payload: { ...CRATE, 'x-posted': true } }
    }
  },
  S5: {
    ...EOSC,
    sender: '0123abcd@player.example.org',
    protocol: { name: 'multi', embedded: { payload: CRATE } }
  },
  /** The Dispatcher since 2026-07. */
  S6: { ...EOSC, protocol: { name: 'multi', embedded: { payload: CRATE } } },
  S7: {
    ...EOSC,
    shareWith: 'marie',
    protocol: { name: 'multi', embedded: { payload: CRATE } }
  },
  /** The coordinator by itself: the typed address, and its host once more. */
  SC: {
    shareWith: 'marie@jupyter.example.org@jupyter.example.org',
    name: 'Dataset title',
    description: '',
    providerId: '0c5f',
    resourceId: 'task',
    owner: 'jdoe@uni.example.org',
    sender: 'jdoe@uni.example.org@coordinator.example.org',
    senderDisplayName: 'jdoe',
    resourceType: 'ro-crate',
    shareType: 'user',
    protocol: { name: 'multi', embedded: { payload: CRATE } }
  },
  /** OCM-Embedded: the member is the crate. */
  SX: { ...EOSC, protocol: { name: 'multi', embedded: CRATE } },
  /** Against the specification, yet readable. */
  'JSON in a string': {
    ...EOSC,
    protocol: { name: 'multi', embedded: { payload: JSON.stringify(CRATE) } }
  }
};

const FILE = {
  shareWith: 'marie@jupyter.example.org',
  name: 'spectra',
  providerId: '7',
  owner: 'pierre@cloud.example.org',
  sender: 'pierre@cloud.example.org',
  ownerDisplayName: 'Pierre',
  senderDisplayName: 'Pierre',
  shareType: 'user',
  resourceType: 'folder'
};

/** Shares that live at their sender. */
export const WEBDAV = {
  /** Nextcloud until 34, ownCloud 10. */
  'old single form': {
    ...FILE,
    providerId: 7,
    protocol: {
      name: 'webdav',
      options: {
        sharedSecret: 's3cret',
        permissions: '{http://open-cloud-mesh.org/ns}share-permissions'
      }
    }
  },
  /** Reva adds empty options, code and expiration. */
  multi: {
    ...FILE,
    code: '',
    expiration: 0,
    protocol: {
      name: 'multi',
      options: {},
      webdav: {
        uri: 'https://cloud.example.org/remote.php/dav/ocm/7',
        sharedSecret: 's3cret',
        permissions: ['read', 'write']
      }
    }
  },
  /** OCM-stub: capitals, a code, a secret beside the protocol. */
  'single form with its key': {
    ...FILE,
    code: 'c0de',
    protocol: {
      name: 'webdav',
      options: { sharedSecret: 's3cret' },
      webdav: { URI: 'https://cloud.example.org/webdav-api/' }
    }
  },
  'unknown protocol beside a known one': {
    ...FILE,
    protocol: {
      name: 'multi',
      webdav: {
        uri: 'spectra',
        sharedSecret: 's3cret',
        permissions: ['read']
      },
      teleport: { beam: 'me up' }
    }
  }
};
