"""Log-in. Failures are counted by account and address, locked after ten, and written to the audit trail by the office."""

from django.contrib.auth import authenticate, login
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from quietline.console.onward import next_page
from quietline.console.page import ANYBODY, ConsoleRequest, page
from quietline.domain.labels import Label


@page("login/", name="login", title=Label(zh="登录", en="Log in"), roles=ANYBODY, methods=("GET", "POST"))
def log_in(request: ConsoleRequest) -> HttpResponse:
    """The form, and with the right name and password the way in."""
    if request.method != "POST":
        if request.user.is_authenticated:
            return HttpResponseRedirect(next_page(request, reverse("start"), request.GET.get("next", "")))
        return _form(request, "", 200)
    username, password = request.POST.get("username", "").replace("\0", ""), request.POST.get("password", "")
    user = authenticate(request, username=username, password=password)
    if user is None:
        return _form(request, _("User name or password is not right. Check both and try again."), 401)
    login(request, user)
    asked = next_page(request, reverse("start"))
    # The bare address is nobody's wish: it leads everybody to the first page of his own.
    return HttpResponseRedirect(reverse("start") if asked == reverse("queue") else asked)


def locked_out(
    request: ConsoleRequest, response: HttpResponse, credentials: dict[str, str] | None
) -> HttpResponse:
    """The answer to whoever failed too often; named in the settings, in the place of the view's own answer."""
    return _form(request, _("Too many attempts. Wait 15 minutes, or ask an administrator."), 429)


def _form(request: ConsoleRequest, problem: str, status: int) -> HttpResponse:
    username = request.POST.get("username", "")
    asked = request.POST.get("next") or request.GET.get("next", "")
    return render(
        request,
        "console/login.html",
        {"problem": problem, "username": username, "next": asked},
        status=status,
    )
