"""The queue for scripts: rows, views, a decision and what it answers, conflicts and refusals in words (clauses 1.2.3 and 3.1)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quietline.home import Home
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.models import Case, Measure, Order
from tests.console.page_cases import client_of
from tests.ledger_builders import Cast, a_case, a_number, decided, protect

FETCH = {"X-Requested-With": "fetch"}
pytestmark = pytest.mark.usefixtures("home")


def send(client: Client, name: str, thing: int, **data: object) -> tuple[int, dict[str, object]]:
    """What a script is answered."""
    answer = client.post(reverse(name, args=[thing]), data, headers=FETCH)
    return answer.status_code, answer.json()


def fresh_cases(count: int) -> list[Case]:
    now = timezone.now()
    return [a_case(a_number(position), at=now + timedelta(seconds=position)) for position in range(count)]


@pytest.mark.parametrize("count", [1, 12])
def test_the_queue_asks_as_often_for_many_cases_as_for_one(
    cast: Cast, count: int, django_assert_num_queries: Callable[..., object]
) -> None:
    fresh_cases(count)
    client = client_of(cast, "analyst")
    with django_assert_num_queries(29):
        client.get(reverse("queue"))


def test_rows_stand_by_due_time_and_the_first_is_chosen(cast: Cast) -> None:
    cases = fresh_cases(3)
    text = client_of(cast, "analyst").get(reverse("queue")).content.decode()
    positions = [text.index(f'data-case="{case.pk}"') for case in cases]
    assert text.count('class="queue-row"') == 3
    assert positions[1] < positions[2]
    assert f'id="queue"\n       data-case="{cases[0].pk}"' in text


def test_a_row_says_the_strongest_reason_and_how_far_it_is_over(cast: Cast) -> None:
    fresh_cases(1)
    chinese = client_of(cast, "analyst").get(reverse("queue")).content.decode()
    english = client_of(cast, "analyst", language="en").get(reverse("queue")).content.decode()
    assert '<span class="why">60 分钟内最多呼叫 130 次</span>' in chinese
    assert "130 attempts</span>" in english
    assert '<span class="times">×2.2</span>' in chinese


def test_what_is_unknown_is_said(cast: Cast) -> None:
    fresh_cases(1)
    client = client_of(cast, "analyst")
    assert "当日无话单,呼叫情况未知" in client.get(reverse("queue")).content.decode()


def test_views_hold_what_they_say(cast: Cast) -> None:
    now = timezone.now()
    late = a_case(a_number(1), at=now - timedelta(days=9))
    mine = a_case(a_number(2), at=now)
    client = client_of(cast, "analyst")
    client.post(reverse("assign", args=[mine.pk]))

    def shown(view: str) -> set[int]:
        rows = client.get(reverse("queue"), {"view": view}).context["rows"]
        return {row.case for row in rows}

    assert shown("all") == {late.pk, mine.pk}
    assert shown("mine") == {mine.pk}
    assert shown("overdue") == {late.pk}
    assert shown("nonsense") == {late.pk, mine.pk}


@pytest.mark.clause("3.1")
def test_a_decision_answers_what_was_done_and_how_to_take_it_back(cast: Cast) -> None:
    (case,) = fresh_cases(1)
    client = client_of(cast, "analyst")
    status, said = send(
        client,
        "decide",
        case.pk,
        measure="shutdown",
        reason="疑似诈骗",
        reason_code="fraud",
        note="拨测为推销",
        version=1,
    )
    measure = Measure.objects.get()
    assert status == 200
    assert said["said"] == "已决定:关停"
    assert said["undo"] == reverse("undo", args=[measure.pk])
    assert said["counts"] == {"all": 1, "mine": 0, "overdue": 0}
    assert measure.reason == "疑似诈骗;拨测为推销"
    assert Order.objects.get().action == "bar_outgoing"


def test_a_decision_on_what_somebody_changed_meanwhile_is_refused_in_words(cast: Cast) -> None:
    (case,) = fresh_cases(1)
    decided(case, "watch", cast.second, at=timezone.now())
    status, said = send(
        client_of(cast, "analyst"),
        "decide",
        case.pk,
        measure="shutdown",
        reason="疑似诈骗",
        reason_code="fraud",
        version=1,
    )
    assert status == 409
    assert said == {
        "title": "未作任何改动",
        "text": f"工单 {case.pk} 已被他人先行修改,未作任何改动;请重新查看后再决定",
    }
    assert Measure.objects.count() == 1


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "未作任何改动"), ("en", "Nothing was changed")])
def test_without_a_script_the_same_refusal_is_a_page(cast: Cast, language: str, words: str) -> None:
    (case,) = fresh_cases(1)
    decided(case, "watch", cast.second, at=timezone.now())
    data = {"measure": "shutdown", "reason": "疑似诈骗", "reason_code": "fraud", "version": 1}
    answer = client_of(cast, "analyst", language=language).post(reverse("decide", args=[case.pk]), data)
    assert answer.status_code == 409
    assert words in answer.content.decode()


@pytest.mark.clause("1.2.3")
def test_a_protected_caller_cannot_be_shut_down_and_the_page_says_why(cast: Cast) -> None:
    (case,) = fresh_cases(1)
    protect(case.number)
    client = client_of(cast, "analyst")
    page = client.get(reverse("queue"))
    choices = {choice.kind.value: choice for choice in page.context["panel"].decision.measures}
    assert choices["shutdown"].refusal.zh.startswith("重点保障用户须先核实再处置")
    assert page.context["panel"].decision.suggestion.zh == "派单核实"
    status, said = send(
        client, "decide", case.pk, measure="shutdown", reason="疑似诈骗", reason_code="fraud", version=1
    )
    assert status == 409
    assert "重点保障用户须先核实再处置" in str(said["text"])
    assert Order.objects.count() == 0


def test_without_a_reason_nothing_is_decided(cast: Cast) -> None:
    (case,) = fresh_cases(1)
    status, said = send(
        client_of(cast, "analyst", language="en"), "decide", case.pk, measure="watch", reason=" "
    )
    assert status == 409
    assert said["text"] == "A reason is required · say in a sentence why"
    assert Measure.objects.count() == 0


def test_a_decision_is_taken_back(cast: Cast) -> None:
    (case,) = fresh_cases(1)
    client = client_of(cast, "analyst")
    _, said = send(client, "decide", case.pk, measure="watch", reason="继续观察", version=1)
    answer = client.post(str(said["undo"]), headers=FETCH)
    case.refresh_from_db()
    assert answer.status_code == 200
    assert case.state == "suspected"


def test_who_sees_the_whole_number_leaves_an_entry_and_others_see_it_masked(cast: Cast) -> None:
    (case,) = fresh_cases(1)
    seen = client_of(cast, "analyst").get(reverse("queue_panel", args=[case.pk])).content.decode()
    assert "138 0000 0000" in seen
    entries = AuditEntry.objects.filter(action="case.number_viewed", case=case.pk)
    assert [entry.actor for entry in entries] == [cast.analyst.name]
    for name in ("auditor", "branch"):
        masked = client_of(cast, name).get(reverse("case", args=[case.pk])).content.decode()
        assert "138 **** 0000" in masked
        assert "138 0000 0000" not in masked
        assert case.number not in masked
        assert "张三" not in masked
    assert entries.count() == 1


def test_the_list_shows_masked_numbers_to_everybody(cast: Cast) -> None:
    fresh_cases(2)
    rows = (
        client_of(cast, "analyst").get(reverse("queue")).content.decode().split('<div class="queue-panel"')[0]
    )
    assert "138 **** 0001" in rows
    assert "138 0000 0001" not in rows


def test_a_script_whose_log_in_is_over_is_told_so(db: None) -> None:
    answer = Client().post(reverse("decide", args=[1]), headers=FETCH)
    assert answer.status_code == 401
    assert answer.json()["title"] == "您已退出登录"


def test_an_empty_queue_says_what_was_done_and_what_comes_next(cast: Cast, home: Home) -> None:
    (case,) = fresh_cases(1)
    decided(case, "dismiss", cast.analyst, at=timezone.now())
    text = client_of(cast, "analyst").get(reverse("queue")).content.decode()
    assert "没有待处理的工单" in text
    assert "今日已处置 1 个工单" in text
