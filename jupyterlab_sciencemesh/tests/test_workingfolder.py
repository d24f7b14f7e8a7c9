import json
import logging
import os

import pytest

from jupyterlab_sciencemesh.workingfolder import INDEX_NAME, WorkingFolders

ORIGINAL = "/the/jupyter/root"


@pytest.fixture
def places(tmp_path):
    root = tmp_path / "root" / "Shares"
    mount = tmp_path / "eos"
    (mount / "runs").mkdir(parents=True)
    home = tmp_path / "home"
    (home / "runs").mkdir(parents=True)
    return {
        "version": 1,
        "root": str(root),
        "shares": {
            "Data": {"folder": str(root / "Data"), "kind": "copy"},
            "Mounted": {"folder": str(mount), "kind": "mount"},
            "Away": {"folder": str(tmp_path / "not-mounted"), "kind": "mount"},
            "Cloud:/Home": {"folder": str(home), "kind": "mount"},
        },
    }


@pytest.fixture
def folders(tmp_path, places):
    index = tmp_path / INDEX_NAME
    index.write_text(json.dumps(places))
    asked = []

    def original(path, **kwargs):
        asked.append((path, kwargs))
        return ORIGINAL

    found = WorkingFolders(index, original, logging.getLogger("test"))
    found.asked = asked
    return found


def test_notebook_works_in_the_copy_of_its_folder(folders, places):
    top = places["shares"]["Data"]["folder"]
    os.makedirs(f"{top}/runs/2026")
    assert folders("ScienceMesh:Data/runs/2026/nb.ipynb") == f"{top}/runs/2026"
    assert folders("ScienceMesh:Data/runs/2026") == f"{top}/runs/2026"
    assert folders("/ScienceMesh:Data/runs/2026/") == f"{top}/runs/2026"
    assert folders.asked == []


def test_folder_of_a_share_is_made_and_no_other(folders, places):
    top = places["shares"]["Data"]["folder"]
    assert folders("ScienceMesh:Data/runs/nb.ipynb") == top
    assert os.listdir(top) == []
    assert os.listdir(places["root"]) == ["Data"]


def test_mount_is_used_where_it_stands(folders, places):
    mount = places["shares"]["Mounted"]["folder"]
    assert folders("ScienceMesh:Mounted/runs/nb.ipynb") == f"{mount}/runs"
    assert folders("ScienceMesh:Away/nb.ipynb") == ORIGINAL
    assert not os.path.exists(places["shares"]["Away"]["folder"])


def test_own_files_are_found_by_the_name_of_their_drive(folders, places):
    home = places["shares"]["Cloud:/Home"]["folder"]
    assert folders("Cloud:Home/runs/nb.ipynb") == f"{home}/runs"
    assert folders("/Cloud:Home") == home
    assert folders("Cloud:Other/nb.ipynb") == ORIGINAL
    assert folders("Cloud:") == ORIGINAL
    assert [path for path, _ in folders.asked] == ["Cloud:Other/nb.ipynb", "Cloud:"]


def test_file_in_the_root_works_beside_all_shares(folders, places):
    assert folders("ScienceMesh:") == places["root"]
    assert os.path.isdir(places["root"])


@pytest.mark.parametrize(
    "path", ["", "nb.ipynb", "folder/nb.ipynb", "RTC:nb.ipynb", "x/ScienceMesh:"]
)
def test_other_paths_are_left_alone(folders, path):
    assert folders(path, env={"A": "1"}) == ORIGINAL
    assert folders.asked == [(path, {"env": {"A": "1"}})]


@pytest.mark.parametrize(
    "path",
    [
        "../../etc",
        "Data/../../..",
        "Data/runs/../../../..",
        "Data//etc",
        "Data/.",
        "Data/\0",
        "Data/" + 300 * "x",
        "Data/link",
        "Data/link/below",
        "Mounted/link",
        "Unknown/nb.ipynb",
        "/etc",
        "..",
    ],
)
def test_no_path_leads_outside(folders, places, tmp_path, path):
    outside = tmp_path / "outside" / "below"
    outside.mkdir(parents=True)
    tops = [place["folder"] for place in places["shares"].values() if place["folder"][-1] != "d"]
    for top in tops:
        os.makedirs(f"{top}/runs", exist_ok=True)
        os.symlink(outside.parent, f"{top}/link")
    found = folders("ScienceMesh:" + path)
    assert found == ORIGINAL or found in [*tops, *[f"{top}/runs" for top in tops]]


@pytest.mark.parametrize("text", [None, "", "[]", "{", '{"root": 1, "shares": []}', "{}"])
def test_unreadable_index_breaks_nothing(folders, tmp_path, text):
    index = tmp_path / INDEX_NAME
    index.unlink()
    if text is not None:
        index.write_text(text)
    assert folders("ScienceMesh:Data/nb.ipynb") == ORIGINAL


async def test_server_starts_the_kernel_there(bridge, bridge_config, places, jp_fetch):
    top = places["shares"]["Data"]["folder"]
    os.makedirs(f"{top}/runs")
    os.makedirs(bridge_config["data_dir"], exist_ok=True)
    with open(os.path.join(bridge_config["data_dir"], INDEX_NAME), "w") as file:
        json.dump(places, file)
    manager = bridge.serverapp.kernel_manager
    for path, folder in [
        ("ScienceMesh:Data/runs/nb.ipynb", f"{top}/runs"),
        ("ScienceMesh:Data", top),
        ("nb.ipynb", bridge.serverapp.root_dir),
    ]:
        answer = await jp_fetch(
            "api",
            "sessions",
            method="POST",
            body=json.dumps(
                {"path": path, "name": "nb", "type": "notebook", "kernel": {"name": "python3"}}
            ),
        )
        kernel_id = json.loads(answer.body)["kernel"]["id"]
        pid = manager.get_kernel(kernel_id).provisioner.pid
        try:
            assert os.readlink(f"/proc/{pid}/cwd") == os.path.realpath(folder)
        finally:
            await manager.shutdown_kernel(kernel_id, now=True)
