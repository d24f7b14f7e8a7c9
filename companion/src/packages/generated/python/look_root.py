"""Files of ROOT, the framework of particle physics."""

from base import shown
from plots import plot_histograms, plot_line

# Entries of a tree that are read for a first look.
ENTRIES_READ = 200_000


def show_root(path, rows):
    """The objects in a file, the columns of its first tree, and plots."""
    import uproot

    with uproot.open(path) as file:
        kinds = file.classnames()
        print(f"{len(kinds)} objects")
        for name, kind in list(kinds.items())[:40]:
            print(f"  {shown(name, 60):<40} {shown(kind, 60)}")
        trees = [name for name, kind in kinds.items() if kind in ("TTree", "ROOT::RNTuple")]
        if trees:
            show_tree(file[trees[0]], trees[0])
        for name in [name for name, kind in kinds.items() if kind.startswith("TH1")][:4]:
            counts, edges = file[name].to_numpy()
            plot_line((edges[:-1] + edges[1:]) / 2, counts, name, "entries")


def show_tree(tree, name):
    """Size and columns of a tree, and histograms of its numbers."""
    print(f"\n{shown(name, 60)}: {tree.num_entries:,} entries, {len(tree.keys())} columns")
    telling = {}
    for column in tree.keys()[:60]:
        print(f"  {shown(column, 60):<40} {shown(tree[column].typename, 60)}")
        if len(telling) < 20 and tree[column].typename in NUMBERS:
            values = tree[column].array(library="np", entry_stop=ENTRIES_READ)
            if values.size > 1 and values.min() < values.max():
                telling[column] = values
    plot_histograms(telling)


NUMBERS = {
    "double",
    "float",
    *(f"{sign}int{bits}_t" for sign in ("", "u") for bits in (8, 16, 32, 64)),
}
