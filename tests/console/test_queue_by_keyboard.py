"""The queue in a real browser, worked with the keyboard alone, in Chinese and English (clauses 1.2.3 and 3.1)."""

import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import OFFICE, PHONE, City, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.clause("1.2.3", "3.1")]


def chosen(page: Page) -> int:
    """The case that is shown."""
    return int(page.locator(".queue-row[aria-current=true]").get_attribute("data-case") or 0)


def shown_case(page: Page, case: int) -> None:
    expect(page.locator(f"form.decision-form[data-case='{case}']")).to_be_visible()


def a_plain_case(page: Page) -> int:
    """Choose the first case that waits and that nobody protects, with the keyboard."""
    rows = page.locator(".queue-row").evaluate_all(
        "rows => rows.map(row => [Number(row.dataset.case), !row.querySelector('.shield, .badge'), row.classList.contains('decided')])"
    )
    wanted, steps = next(
        (case, position)
        for position, (case, is_plain, is_decided) in enumerate(rows)
        if is_plain and not is_decided
    )
    for _ in range(steps):
        page.keyboard.press("j")
    shown_case(page, wanted)
    return wanted


def state_of(city: City, case: int) -> str:
    return city.states()[case]


def test_j_and_k_move_and_the_list_keeps_its_place(visitor: Visitor) -> None:
    page = visitor.page()
    first = chosen(page)
    page.keyboard.press("j")
    second = chosen(page)
    shown_case(page, second)
    assert second != first
    assert page.url.endswith(f"case={second}")
    page.keyboard.press("k")
    shown_case(page, first)
    page.keyboard.press("k")
    assert chosen(page) == first
    assert page.locator("#queue-list").evaluate("list => list.scrollTop") == 0


@pytest.mark.parametrize(("language", "done"), [("zh-hans", "已决定:观察"), ("en", "Decided: Watch")])
def test_a_safe_measure_is_a_digit_and_enter_and_z_takes_it_back(
    visitor: Visitor, city: City, language: str, done: str
) -> None:
    page = visitor.page(language=language)
    case = a_plain_case(page)
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator("#done-text")).to_contain_text(done)
    expect(page.locator(f".queue-row[data-case='{case}']")).to_have_class("queue-row decided")
    assert chosen(page) != case
    shown_case(page, chosen(page))
    expect(page.locator("#done-left")).to_contain_text("秒内可撤销" if language == "zh-hans" else "s left")
    page.keyboard.press("z")
    expect(page.locator("#done")).to_be_hidden()
    shown_case(page, case)
    assert chosen(page) == case
    assert state_of(city, case) == "suspected"


def test_a_harmful_measure_wants_a_reason_chosen_and_shows_whom_it_hits(visitor: Visitor, city: City) -> None:
    page = visitor.page()
    case = a_plain_case(page)
    page.keyboard.press("5")
    expect(page.locator(".effects:visible")).to_contain_text("影响:1 个号码")
    expect(page.locator(".effects:visible")).to_contain_text("复机")
    page.keyboard.press("Enter")
    expect(page.locator(".refusal")).to_contain_text("请选择理由")
    assert state_of(city, case) == "suspected"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#done-text")).to_contain_text("已决定:关停")
    assert state_of(city, case) == "shut_down"
    page.keyboard.press("z")
    expect(page.locator("#done")).to_be_hidden()
    assert state_of(city, case) == "suspected"


def test_a_digit_pressed_by_mistake_is_corrected_by_another_and_j_moves_on(
    visitor: Visitor, city: City
) -> None:
    page = visitor.page()
    case = a_plain_case(page)
    page.keyboard.press("5")
    page.keyboard.press("3")
    expect(page.locator("input[value=verify]")).to_be_checked()
    page.keyboard.press("5")
    expect(page.locator("select[name=reason]")).to_have_value("")
    page.keyboard.press("j")
    expect(page.locator(f"form.decision-form[data-case='{case}']")).to_have_count(0)
    assert state_of(city, case) == "suspected"


def test_enter_twice_decides_once_and_never_the_next_case(visitor: Visitor, city: City) -> None:
    page = visitor.page()
    case = a_plain_case(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#done-text")).to_contain_text("已决定:观察")
    shown_case(page, chosen(page))
    page.keyboard.press("Enter")
    expect(page.locator(".refusal")).to_contain_text("请先选择措施")
    assert [url.rpartition("/cases/")[2] for url in sent] == [f"{case}/decide/"]
    page.keyboard.press("z")
    expect(page.locator("#done")).to_be_hidden()
    assert state_of(city, case) == "suspected"


def test_what_somebody_else_decided_meanwhile_is_said_and_what_was_typed_is_kept(
    visitor: Visitor, city: City
) -> None:
    page = visitor.page()
    case = a_plain_case(page)
    page.keyboard.press("3")
    page.keyboard.press("n")
    page.keyboard.type("5 12 j 机主在外地")
    city.quietline("decide", case, "watch", "--reason", "同事先看到", "--as", "analyst")
    page.keyboard.press("Enter")
    expect(page.locator(".refusal")).to_contain_text("已被他人先行修改")
    expect(page.locator("textarea[name=note]")).to_have_value("5 12 j 机主在外地")
    expect(page.locator("input[value=verify]")).to_be_checked()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("k")
    shown_case(page, case)
    expect(page.locator("textarea[name=note]")).to_have_value("5 12 j 机主在外地")


def test_a_protected_caller_says_why_he_is_not_shut_down(visitor: Visitor) -> None:
    page = visitor.page()
    row = page.locator(".queue-row:has(.shield)").first
    row.click()
    shown_case(page, int(row.get_attribute("data-case") or 0))
    page.keyboard.press("5")
    expect(page.locator(".refusal")).to_contain_text("重点保障用户须先核实再处置")
    expect(page.locator(".who-line .protected")).to_be_visible()


def test_keys_go_to_pages_open_search_help_and_the_case(visitor: Visitor) -> None:
    page = visitor.page()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.type("jk5")
    expect(page.locator("#search")).to_have_value("jk5")
    page.keyboard.press("Escape")
    case = chosen(page)
    page.keyboard.press("e")
    page.wait_for_url(f"**/cases/{case}/")
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url("**/intake/")
    page.keyboard.press("g")
    page.keyboard.press("q")
    page.wait_for_url(lambda address: address.endswith("/"))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_all_that_a_decision_needs_is_seen_without_scrolling(visitor: Visitor, language: str) -> None:
    page = visitor.page(language=language, size=OFFICE)

    def seen(selector: str) -> int:
        return int(
            page.evaluate(
                """selector => [...document.querySelectorAll(selector)].filter(thing => {
                    const box = thing.getBoundingClientRect();
                    return box.width && box.top >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
                }).length""",
                selector,
            )
        )

    assert seen(".queue-row") >= 11
    assert seen(".picture svg[role=img]") == 2
    assert seen(".reason") >= min(3, page.locator(".reason").count())
    assert seen(".measure") == page.locator(".measure").count() >= 6
    assert seen(".confirm") == 1
    for radio in page.locator(".measure input:enabled").all():
        radio.check(force=True)
        assert seen(".confirm") == 1


def test_on_a_phone_the_list_comes_first_and_a_tap_shows_the_case(visitor: Visitor) -> None:
    page = visitor.page(size=PHONE)
    expect(page.locator(".queue-evidence")).to_be_hidden()
    page.locator(".queue-row").nth(1).click()
    expect(page.locator(".queue-evidence")).to_be_visible()
    expect(page.locator("#queue-list")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator(".queue-evidence a.only-phone").click()
    expect(page.locator("#queue-list")).to_be_visible()


def test_the_next_case_is_there_before_it_is_asked_for(visitor: Visitor) -> None:
    page = visitor.page()
    asked: list[str] = []
    second = int(page.locator(".queue-row").nth(1).get_attribute("data-case") or 0)
    with page.expect_response(f"**/queue/{second}/**"):
        page.reload()
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("j")
    shown_case(page, second)
    assert not [url for url in asked if f"/queue/{second}/" in url]


def test_after_a_conflict_the_case_is_shown_as_it_is_and_enter_decides(visitor: Visitor, city: City) -> None:
    page = visitor.page()
    case = a_plain_case(page)
    page.keyboard.press("3")
    city.quietline("decide", case, "watch", "--reason", "同事先看到", "--as", "analyst")
    page.keyboard.press("Enter")
    expect(page.locator(".refusal")).to_contain_text("已被他人先行修改")
    expect(page.locator(".who .badge")).to_have_text("观察中")
    page.keyboard.press("Enter")
    expect(page.locator("#done-text")).to_contain_text("已决定:派单核实")
    page.keyboard.press("z")
    expect(page.locator("#done")).to_be_hidden()
    assert state_of(city, case) == "watching"
    city.quietline("cases", "undo", case, "--as", "analyst")


def test_a_case_with_orders_fits_a_phone(visitor: Visitor, city: City) -> None:
    case = a_plain_case(visitor.page())
    city.quietline(
        "decide", case, "shutdown", "--code", "high_frequency", "--reason", "疑似诈骗", "--as", "analyst"
    )
    page = visitor.page(size=PHONE)
    page.goto(f"{city.url}/cases/{case}/")
    expect(page.locator("#orders-title")).to_be_attached()
    edges = page.locator(".card").evaluate_all(
        "cards => cards.map(card => card.getBoundingClientRect().right)"
    )
    city.quietline("cases", "undo", case, "--as", "analyst")
    assert max(edges) <= PHONE["width"]


def test_x_marks_cases_and_a_typed_count_proposes_them_in_bulk(visitor: Visitor, city: City) -> None:
    page = visitor.page()
    marked = []
    for _ in range(2):
        marked.append(chosen(page))
        page.keyboard.press("x")
        page.keyboard.press("j")
    expect(page.locator("[data-marked]")).to_have_text("2")
    assert page.locator(".queue-row.marked").count() == 2
    page.locator("#marked").click()
    page.locator("select[name=measure]").select_option("watch")
    page.locator("textarea[name=reason]").fill("同一团伙")
    page.locator("input[name=count]").fill("2")
    before = {case: state_of(city, case) for case in marked}
    page.get_by_role("button", name="提交第二人同意").click()
    expect(page.get_by_text("待第二人同意,之前不会执行")).to_be_visible()
    assert {case: state_of(city, case) for case in marked} == before
