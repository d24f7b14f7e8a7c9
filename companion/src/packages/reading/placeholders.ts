/**
 * Values that producers write where they have nothing to say. They must never
 * reach a person as if somebody had meant them.
 *
 * From the builders of EOSC-Data-Commons/vre_rocrate (`rocrate.py`) and
 * req-packager (`rocrate_gen.rs`).
 */

const NOTHING =
  /^(?:|-+|\.+|\?+|n\/?a|none|null|undefined|nil|placeholder|tbd|tba|todo|unknown|unspecified|not specified|untitled|no (?:name|title|description))$/i;

/** A value that says nothing. */
export function isPlaceholder(text: string): boolean {
  return NOTHING.test(text.trim());
}

const TOOL_PREFIX = /^root dataset for tool:\s*/i;

/** A title that only says which tool the package was made for. */
export function isToolTitle(text: string): boolean {
  return TOOL_PREFIX.test(text);
}

/** What is left of such a title: the name of the tool. */
export function toolOfTitle(text: string): string {
  return text.replace(TOOL_PREFIX, '').trim();
}

/** Descriptions that a producer writes for every package alike. */
export function isPlaceholderDescription(text: string): boolean {
  return (
    isPlaceholder(text) ||
    /^root dataset for tool:/i.test(text) ||
    /^\(yet not passed\)/i.test(text)
  );
}

/** Names under which programs, not people, sign. */
const NOBODY = new Set([
  'dispatcher system',
  'dispatcher',
  'example workflow hub',
  'workflow hub',
  'system',
  'anonymous',
  'author',
  'creator',
  'sender',
  'owner',
  'receiver'
]);

export function isNobody(name: string): boolean {
  return isPlaceholder(name) || NOBODY.has(name.trim().toLowerCase());
}

const NO_LICENCE =
  /^(?:noassertion|unspecified licen[cs]e|licen[cs]e not specified.*|no licen[cs]e|#licen[cs]e?-unspecified)$/i;

export function isPlaceholderLicence(text: string): boolean {
  return isPlaceholder(text) || NO_LICENCE.test(text.trim());
}

/** Identifiers that stand where the identifier of a tool belongs. */
export function isPlaceholderTool(id: string): boolean {
  const name = id.replace(/^#/, '').replace(/^\.\//, '');
  return (
    isPlaceholder(name) || /^(?:dummy|no|placeholder)[-_ ]?tool$/i.test(name)
  );
}

/**
 * What we write where a licence must stand and none was stated: RO-Crate 1.1
 * allows "a textual description", section "Root Data Entity". Read back, it is
 * a placeholder.
 */
export const UNLICENSED =
  'Licence not specified: ask the authors how this may be used.';
