/**
 * Secrets that tell by their form what they open: the rules are those of
 * secretlint, which are kept up with the services.
 */
import type { SecretHit } from './secret-hits.ts';

/** What a rule finds, for the person; others by the name of their service. */
const WHAT: ReadonlyMap<string, string> = new Map([
  ['aws', 'a key of Amazon Web Services'],
  ['gcp', 'a key of Google Cloud'],
  ['github', 'a token of GitHub'],
  ['gitlab', 'a token of GitLab'],
  ['npm', 'a token of npm'],
  ['openai', 'a key of OpenAI'],
  ['huggingface', 'a token of Hugging Face'],
  ['privatekey', 'a private key'],
  ['basicauth', 'an address with a password'],
  ['database-connection-string', 'an address of a database with its password']
]);

/** Examples and tests are full of these, and open nothing. */
const OFTEN_HARMLESS = new Set([
  'privatekey',
  'basicauth',
  'database-connection-string'
]);

/** Lets comments in a file switch rules off: whoever wrote it does not decide. */
const SWITCH = 'filter-comments';

export type SecretRules = (text: string) => Promise<SecretHit[]>;

/** Loads the rules, which few who start the companion ever need. */
export async function loadKnownSecrets(): Promise<SecretRules> {
  const [{ lintSource }, { rules }, { secretLintProfiler }] = await Promise.all(
    [
      import('@secretlint/core'),
      import('@secretlint/secretlint-rule-preset-recommend'),
      import('@secretlint/profiler')
    ]
  );
  // It would keep a record of each file for as long as the process lives.
  secretLintProfiler.setEnabled(false);
  const config = {
    rules: rules
      .filter(({ meta: { id } }) => shortName(id) !== SWITCH)
      .map(rule => ({ id: rule.meta.id, rule }))
  };
  return async text => {
    const { messages } = await lintSource({
      source: {
        content: text,
        filePath: 'text',
        ext: '',
        contentType: 'text'
      },
      options: { config, noPhysicFilePath: true }
    });
    return messages.map(({ ruleId, loc }) => {
      const name = shortName(ruleId);
      return {
        what: WHAT.get(name) ?? `a secret of ${name}`,
        line: loc.start.line,
        isCertain: !OFTEN_HARMLESS.has(name)
      };
    });
  };
}

function shortName(ruleId: string): string {
  return ruleId.replace(/^.*secretlint-rule-/, '');
}
