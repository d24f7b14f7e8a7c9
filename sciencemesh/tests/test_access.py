"""What programs hear when they may not, or cannot."""

import pytest

from sciencemesh import NotConnectedError, OcmFileSystem, TokenError, companion
from sciencemesh.companion import SOCKET_VARIABLE, TOKEN_VARIABLE

from .conftest import TOKEN


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(companion, "_PATIENCE", 0.3)


def test_python_outside_of_jupyter_is_told_so(fs, monkeypatch):
    monkeypatch.delenv(TOKEN_VARIABLE)
    with pytest.raises(NotConnectedError, match="not started by a JupyterLab"):
        fs.ls("")


def test_kernel_whose_token_ended_is_told_to_restart(fs, companion):
    companion.tell_tokens()
    with pytest.raises(TokenError, match="Restart the kernel"):
        fs.ls("Data")
    assert issubclass(TokenError, PermissionError)


def test_companion_that_is_down_is_named(fs, monkeypatch, tmp_path):
    monkeypatch.setenv(SOCKET_VARIABLE, str(tmp_path / "no.sock"))
    with pytest.raises(NotConnectedError, match="does not answer"):
        fs.ls("Data")


def test_companion_may_be_started_anew_in_between(fs, companion, monkeypatch):
    monkeypatch.setattr("sciencemesh.companion._PATIENCE", 20)
    monkeypatch.setenv(SOCKET_VARIABLE, str(companion.socket_path))
    companion.stop()
    companion.start()
    companion.tell_tokens(TOKEN)
    assert fs.ls("", detail=False) == ["Data"]


def test_token_is_in_no_representation(fs):
    given = OcmFileSystem(token=TOKEN, skip_instance_cache=True)
    assert TOKEN not in repr(fs) + str(fs) + repr(given)


@pytest.mark.parametrize("path", ["Data/../x", "Data/a/../../x", "Data/./x", "Data//x", "Data/\0"])
def test_paths_that_climb_are_refused(fs, path):
    with pytest.raises(OSError):
        fs.cat_file(path)
