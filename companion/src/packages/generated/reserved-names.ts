/**
 * Names that variables of a package must not take in a generated notebook,
 * because our own functions there rely on them.
 */

/** Built-in functions and types of Python that our functions use. */
const builtIn =
  'Exception ImportError OSError SystemExit ValueError all any bool chr dict display enumerate filter float get_ipython int isinstance len list map max min next open print range sorted str tuple zip';

/** Variables of the visible cells. */
const own =
  'arguments environment files inputs names notebook output_folder rows started';

export const RESERVED: readonly string[] = `${builtIn} ${own}`.split(' ');
