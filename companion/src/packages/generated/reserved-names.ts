/**
 * Names that variables of a package must not take in a generated notebook,
 * because our own functions there rely on them.
 */

/** Built-in functions and types of Python. */
const builtIn =
  'abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex copyright credits delattr dict dir display divmod enumerate eval exec exit filter float format frozenset get_ipython getattr globals hasattr hash help hex id input int isinstance issubclass iter len license list locals map max memoryview min next object oct open ord pow print property quit range repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip Exception ImportError OSError SystemExit ValueError';

/** Variables of the visible cells. */
const own =
  'arguments environment files inputs notebook output_folder parameters results rows started tool';

export const RESERVED: readonly string[] = `${builtIn} ${own}`.split(' ');
