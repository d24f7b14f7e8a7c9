"""HDF5 and netCDF 4."""

from base import shown
from plot_picture import plot_picture
from plots import plot_histograms

# Values of a dataset that are read for a first look.
VALUES_READ = 1_000_000
LARGEST_PICTURE = 25_000_000


def show_hdf5(path, rows):
    """The groups and datasets of a file, and a plot of the first numbers."""
    import h5py

    with h5py.File(path, "r") as file:
        found = []
        file.visititems(lambda name, item: found.append((name, item)) and None)
        print(f"{len(found)} groups and datasets")
        for name, item in found[:60]:
            is_data = isinstance(item, h5py.Dataset)
            what = f"{item.dtype} {'x'.join(map(str, item.shape))}" if is_data else "group"
            print(f"  {shown(name, 80):<40} {what}")
        if len(found) > 60:
            print(f"  … {len(found) - 60} more")
        numbers = [
            (name, item)
            for name, item in found
            if isinstance(item, h5py.Dataset) and item.dtype.kind in "iuf"
        ]
        rows_of = [(name, item) for name, item in numbers if item.ndim == 1 and item.size > 1]
        plot_histograms({name: item[:VALUES_READ] for name, item in rows_of[:20]})
        pictures = [
            (name, item)
            for name, item in numbers
            if item.ndim == 2 and min(item.shape) > 1 and item.size <= LARGEST_PICTURE
        ]
        for name, item in pictures[:2]:
            plot_picture(item[:], name)
