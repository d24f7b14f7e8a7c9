"""Pictures that jobs have left are shown in pages from where Jupyter serves files."""

import pytest


@pytest.mark.parametrize(("ending", "kind"), [("png", "image/png"), ("svg", "image/svg+xml")])
async def test_picture_is_what_it_is_called_and_can_do_nothing(jp_fetch, jp_root_dir, ending, kind):
    # Whatever a job has written: no browser may take it for a page of ours.
    (jp_root_dir / f"job-figure.{ending}").write_text("<html><script>alert(1)</script>")
    answer = await jp_fetch("files", f"job-figure.{ending}")
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
