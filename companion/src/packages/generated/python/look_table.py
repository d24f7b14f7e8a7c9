"""Tables: CSV, TSV, Parquet."""

import csv
import gzip
import pathlib
from importlib.util import find_spec

from base import shown
from IPython.display import display
from plots import plot_histograms, plot_line

# Rows of a text table that are read for a first look.
ROWS_READ = 200_000


def show_table(path, rows):
    """First rows of a table, its columns in numbers, and plots of them."""
    if find_spec("pandas") is None and not str(path).endswith(".parquet"):
        show_rows(path, rows)
        return
    table = read_table(path)
    more = "or more " if len(table) == ROWS_READ else ""
    print(f"{len(table):,} {more}rows, {len(table.columns)} columns")
    display(table.head(rows))
    numbers = table.select_dtypes("number")
    telling = {
        str(name): values.dropna()
        for name, values in numbers.items()
        if values.nunique() > 1 and not is_counter(values)
    }
    if telling:
        summary = numbers[[name for name in numbers if str(name) in telling]].describe().T
        display(summary[["count", "min", "50%", "mean", "max"]].rename(columns={"50%": "median"}))
    columns = list(table.columns)
    if len(columns) == 2 and len(numbers.columns) == 2 and is_sorted(table[columns[0]]):
        plot_line(table[columns[0]], table[columns[1]], columns[0], columns[1])
    else:
        plot_histograms(telling)


def read_table(path):
    """The beginning of a table as a data frame; pandas must be here."""
    import pandas

    if str(path).endswith(".parquet"):
        return pandas.read_parquet(path)
    with open_text(path) as file:
        sample = file.read(16384)
    if "\0" in sample:
        raise ValueError("it holds bytes, not a table")
    return pandas.read_csv(
        path,
        sep=separator_of(path, sample),
        nrows=ROWS_READ,
        comment="#" if sample.startswith("#") else None,
        encoding_errors="replace",
        on_bad_lines="skip",
        low_memory=False,
    )


def show_rows(path, rows):
    """The first rows without pandas."""
    with open_text(path) as file:
        sample = file.read(16384)
    separator = separator_of(path, sample)
    for row in list(csv.reader(sample.splitlines(), delimiter=separator))[: rows + 1]:
        print("  ".join(f"{shown(cell, 14):<14}" for cell in row[:8]))
    print("\nWith pandas there is more to see: %pip install pandas")


def open_text(path):
    """A text file, compressed or not."""
    opened = gzip.open if str(path).endswith(".gz") else open
    return opened(path, "rt", encoding="utf-8", errors="replace", newline="")


def separator_of(path, sample):
    """What separates the columns, from the name or the first lines."""
    if ".tsv" in pathlib.Path(path).suffixes:
        return "\t"
    try:
        return csv.Sniffer().sniff(sample, ",;\t|").delimiter
    except csv.Error:
        return ","


def is_sorted(values):
    """Whether a column only grows."""
    return bool(values.is_monotonic_increasing)


def is_counter(values):
    """Whether a column merely numbers the rows."""
    return values.dtype.kind in "iu" and is_sorted(values) and values.is_unique
