"""The way in: locked after ten failures, never to a foreign address, audited; language and policy of the browser."""

import pytest
from django.test import Client
from django.urls import reverse

from quietline.console.page import PAGES
from quietline.office.audit.models import AuditEntry
from tests.console.page_cases import client_of
from tests.ledger_builders import Cast, a_person

PASSWORD = "leise-leitung-2026"


@pytest.fixture
def somebody(db: None) -> str:
    return str(a_person("somebody", "analyst", password=PASSWORD).user)


@pytest.mark.usefixtures("somebody")
def test_the_right_password_opens_the_first_page_of_the_role() -> None:
    client = Client()
    answer = client.post(reverse("login"), {"username": "somebody", "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("queue")
    assert AuditEntry.objects.filter(action="user.logged_in").count() == 1


@pytest.mark.parametrize(("role", "first"), [("analyst", "queue"), ("auditor", "cases")])
def test_the_bare_address_leads_everybody_to_a_page_of_his_own(db: None, role: str, first: str) -> None:
    a_person("somebody", role, password=PASSWORD)
    answer = Client().post(
        reverse("login"), {"username": "somebody", "password": PASSWORD, "next": "/"}, follow=True
    )
    assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, reverse(first))


@pytest.mark.usefixtures("somebody")
def test_ten_failures_lock_the_account_and_each_is_audited() -> None:
    client = Client()
    statuses = [
        client.post(reverse("login"), {"username": "somebody", "password": f"wrong-{attempt}"}).status_code
        for attempt in range(10)
    ]
    assert statuses[:9] == [401] * 9
    locked = client.post(reverse("login"), {"username": "somebody", "password": PASSWORD})
    assert locked.status_code == 429
    assert "尝试次数过多" in locked.content.decode()
    assert AuditEntry.objects.filter(action="user.login_failed").count() >= 10


@pytest.mark.usefixtures("somebody")
def test_the_user_name_is_kept_and_the_password_is_not() -> None:
    text = Client().post(reverse("login"), {"username": "somebody", "password": "wrong"}).content.decode()
    assert 'value="somebody"' in text
    assert "wrong" not in text
    assert "用户名或密码不正确" in text


@pytest.mark.parametrize("asked", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
@pytest.mark.usefixtures("somebody")
def test_the_log_in_leads_nowhere_else(asked: str) -> None:
    answer = Client().post(reverse("login"), {"username": "somebody", "password": PASSWORD, "next": asked})
    assert answer["Location"] == reverse("start")


@pytest.mark.usefixtures("somebody")
def test_the_log_in_leads_to_the_page_that_was_asked_for() -> None:
    answer = Client().post(
        reverse("login"), {"username": "somebody", "password": PASSWORD, "next": "/cases/?state=any"}
    )
    assert answer["Location"] == "/cases/?state=any"


def test_the_log_out_wants_a_post_and_ends_the_session(cast: Cast) -> None:
    client = client_of(cast, "analyst")
    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout"))["Location"] == reverse("login")
    assert client.get(reverse("queue")).status_code == 302


@pytest.mark.usefixtures("home")
def test_the_console_is_chinese_until_somebody_chooses_english(cast: Cast) -> None:
    client = client_of(cast, "analyst")
    del client.cookies["django_language"]
    chinese = client.get(reverse("queue"), headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="zh-CN">' in chinese
    client.post(reverse("language"), {"language": "en", "next": "/"})
    english = client.get(reverse("queue")).content.decode()
    assert '<html lang="en">' in english
    client.post(reverse("language"), {"language": "xx", "next": "//evil.example/"})
    assert '<html lang="en">' in client.get(reverse("queue")).content.decode()


@pytest.mark.parametrize("address", ["/login/", "/no-such-page/", "/cases/", "/language/"])
def test_every_answer_forbids_what_is_not_ours(db: None, address: str) -> None:
    policy = Client().get(address)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_nothing_of_the_city_is_kept_by_caches(cast: Cast, home: object) -> None:
    assert client_of(cast, "analyst").get(reverse("queue"))["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", "没有您可查看的内容"), ("en", "Nothing here that you may see")],
)
def test_a_page_that_is_not_there_says_so_in_both_languages(cast: Cast, language: str, words: str) -> None:
    client = client_of(cast, "analyst", language=language)
    for address in ("/no-such-page/", reverse("case", args=[999_999])):
        answer = client.get(address)
        assert answer.status_code == 404
        assert words in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "工作台出错了"), ("en", "The console made a mistake")]
)
def test_a_mistake_of_ours_says_so_in_both_languages(
    cast: Cast, language: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(cast, "analyst", language=language)
    client.raise_request_exception = False
    monkeypatch.setattr("quietline.console.pages.orders.orders_visible_to", lambda actor: 1 / 0)
    answer = client.get(reverse("orders"))
    assert answer.status_code == 500
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "您的角色不能打开此页"), ("en", "Your role may not open this page")]
)
def test_a_forbidden_page_says_so_in_both_languages(cast: Cast, language: str, words: str) -> None:
    answer = client_of(cast, "auditor", language=language).get(reverse("components"))
    assert answer.status_code == 403
    assert words in answer.content.decode()


def test_a_form_without_its_token_is_refused(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.analyst.user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(reverse("assign", args=[1]))
    assert answer.status_code == 403
    assert "静线" in answer.content.decode()


def test_the_rail_shows_only_what_the_role_may_open(cast: Cast, home: object) -> None:
    for name in ("analyst", "reviewer", "branch", "auditor", "administrator"):
        client = client_of(cast, name)
        frame = client.get(reverse("clauses")).context["frame"]
        assert {door.page.name for door in frame.doors} == {
            page.name for page in PAGES.values() if page.section and page.opens_for(cast.by_name(name))
        }
        assert all(client.get(door.address).status_code == 200 for door in frame.doors)
