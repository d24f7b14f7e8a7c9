import manifest from '../../package.json' with { type: 'json' };

/** Version of the companion. */
export const VERSION: string = manifest.version;
