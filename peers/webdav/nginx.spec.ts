import { describeServer } from './testing/conformance.ts';

await describeServer('nginx', {
  noQuota: 'dav-ext has no quota properties.',
  noListedEtags: 'dav-ext has no getetag; nginx tells it to who reads.',
  names: { '.hidden': 'dav-ext lists no names that begin with a dot.' }
});
