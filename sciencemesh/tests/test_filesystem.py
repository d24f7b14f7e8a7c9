import os
import threading

import fsspec
import pytest

from sciencemesh import ChangedError, OcmFileSystem


@pytest.fixture
def folder(shared, request):
    """A folder of the share for one test: its path there, and on this machine."""
    local = shared / request.node.name.replace("[", "-").replace("]", "")
    local.mkdir()
    return f"Data/{local.name}", local


def test_address_finds_the_file_system():
    assert isinstance(fsspec.filesystem("ocm"), OcmFileSystem)
    found, path = fsspec.core.url_to_fs("ocm://Data/a b/100%.csv")
    assert (type(found), path) == (OcmFileSystem, "Data/a b/100%.csv")


def test_root_holds_the_shares(fs):
    assert fs.ls("ocm://", detail=False) == ["Data"]
    assert fs.info("")["type"] == "directory"


def test_folder_is_listed(fs, folder):
    path, local = folder
    (local / "runs").mkdir()
    (local / "data.csv").write_text("a,b\n")
    assert sorted((item["name"], item["type"], item["size"]) for item in fs.ls(path)) == [
        (f"{path}/data.csv", "file", 4),
        (f"{path}/runs", "directory", 0),
    ]
    assert fs.ls(f"{path}/data.csv", detail=False) == [f"{path}/data.csv"]
    assert fs.isdir(f"{path}/runs") and not fs.isdir(f"{path}/data.csv")
    assert fs.isfile(f"{path}/data.csv") and not fs.exists(f"{path}/nothing")
    assert fs.modified(f"{path}/data.csv").tzinfo is not None
    with pytest.raises(FileNotFoundError):
        fs.ls(f"{path}/nothing")
    with pytest.raises(FileNotFoundError):
        fs.ls("No such share")


@pytest.mark.parametrize("name", ["a b.csv", "100%.csv", "ä#?&+.csv", "a%2fb.csv", "x=y;z.csv"])
def test_names_are_taken_as_they_are(fs, folder, name):
    path, local = folder
    fs.pipe_file(f"{path}/{name}", b"x")
    assert os.listdir(local) == [name]
    assert fs.cat_file(f"{path}/{name}") == b"x"
    assert fs.ls(path, detail=False) == [f"{path}/{name}"]


def test_tree_is_walked_and_globbed(fs, folder):
    path, local = folder
    for name in ("a/1.csv", "a/b/2.csv", "3.txt"):
        (local / name).parent.mkdir(parents=True, exist_ok=True)
        (local / name).write_text(name)
    assert sorted(fs.find(path)) == [f"{path}/{name}" for name in ("3.txt", "a/1.csv", "a/b/2.csv")]
    assert sorted(fs.glob(f"{path}/**/*.csv")) == [f"{path}/a/1.csv", f"{path}/a/b/2.csv"]


def test_parts_are_read(fs, folder):
    path, local = folder
    (local / "data.bin").write_bytes(bytes(range(256)))
    name = f"{path}/data.bin"
    assert fs.cat_file(name, 10, 20) == bytes(range(10, 20))
    assert fs.cat_file(name, -4) == bytes(range(252, 256))
    assert fs.cat_file(name, 250, 999) == bytes(range(250, 256))
    assert fs.cat_file(name, 300, 400) == b""
    assert fs.cat_ranges([name] * 3, [0, 5, 9], [1, 7, 9]) == [b"\0", b"\5\6", b""]
    failed = fs.cat_ranges([f"{path}/nothing"], [0], [1])
    assert isinstance(failed[0], FileNotFoundError)


def test_open_file_reads_blocks_as_they_are_needed(fs, folder, meter):
    path, local = folder
    size = 20 * 1024 * 1024
    with open(local / "large.bin", "wb") as file:
        file.truncate(size)
        file.seek(size - 4)
        file.write(b"end!")
    before = meter.received
    with fs.open(f"{path}/large.bin") as file:
        file.seek(-4, os.SEEK_END)
        assert file.read() == b"end!"
        file.seek(10 * 1024 * 1024)
        assert file.read(10) == bytes(10)
    assert meter.received - before < 2.2 * 1024 * 1024


def test_empty_file_is_read(fs, folder):
    path, local = folder
    (local / "empty").touch()
    assert fs.cat_file(f"{path}/empty") == b""
    with fs.open(f"{path}/empty") as file:
        assert file.read() == b""


def test_file_that_changes_is_never_read_as_a_mixture(fs, folder):
    path, local = folder
    (local / "data.bin").write_bytes(b"a" * 3_000_000)
    with fs.open(f"{path}/data.bin") as file:
        file.read(10)
        (local / "data.bin").write_bytes(b"b" * 3_000_000)
        with pytest.raises(ChangedError, match="changed"):
            file.read()


def test_file_is_written_as_a_whole(fs, folder):
    path, local = folder
    with fs.open(f"{path}/result.csv", "w") as file:
        file.write("a,b\n")
        file.flush()
        assert os.listdir(local) == []
    assert (local / "result.csv").read_text() == "a,b\n"
    large = os.urandom(12_000_000)
    with fs.open(f"{path}/result.csv", "wb") as file:
        for start in range(0, len(large), 1_000_000):
            file.write(large[start : start + 1_000_000])
    assert (local / "result.csv").read_bytes() == large
    with pytest.raises(ValueError, match="ab"):
        fs.open(f"{path}/result.csv", "ab")


def test_file_that_fails_to_be_made_is_not_written(fs, folder):
    path, local = folder
    (local / "result.csv").write_text("before")
    with pytest.raises(ZeroDivisionError):
        with fs.transaction, fs.open(f"{path}/result.csv", "wb") as file:
            file.write(b"half")
            raise ZeroDivisionError
    assert (local / "result.csv").read_text() == "before"


def test_nothing_is_replaced_by_who_does_not_want_to(fs, folder):
    path, local = folder
    (local / "a.csv").write_text("a")
    with pytest.raises(FileExistsError):
        fs.pipe_file(f"{path}/a.csv", b"b", mode="create")
    (local / "b.csv").write_text("b")
    with pytest.raises(FileExistsError):
        fs.mv(f"{path}/a.csv", f"{path}/b.csv")
    with pytest.raises(FileExistsError):
        fs.cp_file(f"{path}/a.csv", f"{path}/b.csv")
    assert (local / "a.csv").read_text() + (local / "b.csv").read_text() == "ab"


def test_files_are_copied_moved_and_removed(fs, folder):
    path, local = folder
    fs.pipe_file(f"{path}/a.csv", b"a")
    fs.cp_file(f"{path}/a.csv", f"{path}/b.csv")
    fs.mv(f"{path}/a.csv", f"{path}/c.csv")
    assert sorted(os.listdir(local)) == ["b.csv", "c.csv"]
    assert (local / "b.csv").read_text() == "a"
    fs.makedirs(f"{path}/deep/er", exist_ok=True)
    fs.makedirs(f"{path}/deep/er", exist_ok=True)
    fs.touch(f"{path}/deep/er/empty")
    with pytest.raises(FileExistsError):
        fs.mkdir(f"{path}/deep")
    with pytest.raises(OSError, match="not empty"):
        fs.rmdir(f"{path}/deep")
    with pytest.raises(IsADirectoryError):
        fs.rm(f"{path}/deep")
    fs.rm(f"{path}/deep", recursive=True)
    fs.rm([f"{path}/b.csv", f"{path}/c.csv"])
    assert os.listdir(local) == []


def test_trees_go_up_and_down(fs, folder, tmp_path):
    path, local = folder
    (tmp_path / "up" / "deep").mkdir(parents=True)
    (tmp_path / "up" / "deep" / "a.csv").write_text("a")
    (tmp_path / "up" / "b.csv").write_text("b")
    fs.put(f"{tmp_path}/up/", f"{path}/up/", recursive=True)
    assert (local / "up" / "deep" / "a.csv").read_text() == "a"
    fs.get(f"{path}/up/", f"{tmp_path}/down/", recursive=True)
    assert (tmp_path / "down" / "deep" / "a.csv").read_text() == "a"
    assert (tmp_path / "down" / "b.csv").read_text() == "b"
    assert [name for name in os.listdir(tmp_path / "down") if name.startswith(".")] == []


def test_threads_share_a_file_system(fs, folder):
    path, local = folder
    for number in range(8):
        (local / f"{number}.bin").write_bytes(bytes([number]) * 100_000)
    found = {}

    def read(number):
        for _ in range(5):
            found[number] = fs.cat_file(f"{path}/{number}.bin") == bytes([number]) * 100_000

    threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == dict.fromkeys(range(8), True)
