"""The libraries that researchers use read what they need of a file, not the whole."""

import numpy as np
import pandas as pd
import pyarrow.parquet as parquet
import pytest
import uproot
import xarray as xr

MEBIBYTE = 1024 * 1024


@pytest.fixture
def moved(meter):
    """Bytes that have come from the companion since the test began."""
    before = meter.received
    return lambda: meter.received - before


@pytest.fixture(scope="module")
def numbers():
    return np.random.default_rng(seed=7).normal(size=(400_000, 8))


def test_pandas_reads_and_writes_csv(shared):
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "ä"]})
    frame.to_csv("ocm://Data/table.csv", index=False)
    assert (shared / "table.csv").read_text(encoding="utf-8") == "a,b\n1,x\n2,ä\n"
    pd.testing.assert_frame_equal(pd.read_csv("ocm://Data/table.csv"), frame)


def test_pandas_reads_one_column_of_parquet(shared, numbers, moved):
    frame = pd.DataFrame(numbers, columns=list("abcdefgh"))
    frame.to_parquet(shared / "table.parquet")
    size = (shared / "table.parquet").stat().st_size
    found = pd.read_parquet("ocm://Data/table.parquet", columns=["c"])
    np.testing.assert_array_equal(found["c"], numbers[:, 2])
    assert moved() < size / 2


def test_pyarrow_reads_one_row_group(fs, shared, numbers, moved):
    frame = pd.DataFrame(numbers, columns=list("abcdefgh"))
    frame.to_parquet(shared / "groups.parquet", row_group_size=20_000)
    with parquet.ParquetFile("Data/groups.parquet", filesystem=fs) as file:
        group = file.read_row_group(11)
    np.testing.assert_array_equal(group["a"], numbers[220_000:240_000, 0])
    assert moved() < 5 * MEBIBYTE < (shared / "groups.parquet").stat().st_size / 4


def test_xarray_reads_one_slice(fs, shared, numbers, moved):
    cube = xr.DataArray(numbers.reshape(100, 4000, 8), dims=("time", "x", "y"), name="field")
    cube.to_netcdf(
        shared / "field.nc", engine="h5netcdf", encoding={"field": {"chunksizes": (1, 4000, 8)}}
    )
    with fs.open("Data/field.nc") as file, xr.open_dataset(file, engine="h5netcdf") as data:
        found = data["field"].isel(time=57).values
    np.testing.assert_array_equal(found, cube[57])
    assert moved() < (shared / "field.nc").stat().st_size / 3


def test_uproot_reads_one_branch(shared, numbers, moved):
    with uproot.recreate(shared / "events.root") as file:
        branches = {name: numbers[:, index] for index, name in enumerate("abcdefgh")}
        file.mktree("events", dict.fromkeys(branches, "float64"))
        file["events"].extend(branches)
    size = (shared / "events.root").stat().st_size
    with uproot.open("ocm://Data/events.root") as file:
        found = file["events"]["d"].array(library="np")
    np.testing.assert_array_equal(found, numbers[:, 3])
    assert moved() < size / 2
