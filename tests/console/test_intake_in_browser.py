"""A file is dropped, loaded by the worker, its bad lines are seen, corrected and loaded again; all in a real browser (clause 3.1)."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.console.conftest import City, Visitor
from tests.thread.processes import worker

pytestmark = [pytest.mark.browser, pytest.mark.clause("3.1")]

HEAD = "caller,callee,start,duration\n"
GOOD = "13803919999,13803910002,2025-03-04 10:00:00,12\n"
BAD = "13803919999,13803910003,2025-13-01 10:00:00,12\n"


def test_a_file_is_loaded_with_progress_and_its_bad_line_comes_back_corrected(
    visitor: Visitor, city: City, tmp_path: Path
) -> None:
    page = visitor.page()
    page.goto(f"{city.url}/intake/")
    path = tmp_path / "calls-0401.csv"
    path.write_text(HEAD + GOOD + BAD, encoding="utf-8")
    page.set_input_files("#file", path)
    expect(page.locator(".job").first).to_contain_text("calls-0401.csv")
    with worker(city.quietline):
        expect(page.locator(".job").first).to_contain_text(
            "接收 1 · 重复 0 · 隔离 1 · 合计 2", timeout=60_000
        )
        page.locator(".job").first.get_by_text("查看隔离行").click()
        line = page.locator("[data-line]")
        expect(line).to_contain_text("不是日期时间")
        expect(line.locator("mark")).to_have_text("2025-13-01 10:00:00")
        expect(line.locator("strong")).to_have_text("第 3 行")
        with page.expect_download() as download:
            page.get_by_text("下载为工作簿").click()
        assert Path(download.value.path()).read_bytes().startswith(b"PK")
        with page.expect_download() as download:
            page.get_by_text("CSV", exact=True).click()
        corrected = tmp_path / "corrected.csv"
        text = Path(download.value.path()).read_text(encoding="utf-8-sig")
        assert BAD.strip() in text
        corrected.write_text(
            text.replace(BAD.strip(), BAD.strip().replace("2025-13-01", "2025-03-03")), encoding="utf-8-sig"
        )
        page.goto(f"{city.url}/intake/")
        page.set_input_files("#file", corrected)
        expect(page.locator(".job").first).to_contain_text(
            "接收 1 · 重复 0 · 隔离 0 · 合计 1", timeout=60_000
        )


def test_a_file_that_is_none_is_refused_in_words(visitor: Visitor, city: City, tmp_path: Path) -> None:
    page = visitor.page()
    page.goto(f"{city.url}/intake/")
    empty = tmp_path / "empty.csv"
    empty.touch()
    page.set_input_files("#file", empty)
    with worker(city.quietline):
        expect(page.locator(".job").first).to_contain_text("文件为空(0 字节)")


def test_a_job_that_waits_is_cancelled(visitor: Visitor, city: City, tmp_path: Path) -> None:
    page = visitor.page()
    page.goto(f"{city.url}/intake/")
    path = tmp_path / "waits.csv"
    path.write_text(HEAD + GOOD.replace("12", "13"), encoding="utf-8")
    page.set_input_files("#file", path)
    job = page.locator(".job", has_text="waits.csv").first
    job.get_by_text("取消任务").click()
    expect(page.locator(".job", has_text="waits.csv").first).to_contain_text("已取消")
