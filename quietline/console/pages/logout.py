"""Log-out."""

from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from quietline.console.page import ANYBODY, ConsoleRequest, page
from quietline.domain.labels import Label


@page("logout/", name="logout", title=Label(zh="退出", en="Log out"), roles=ANYBODY, methods=("POST",))
def log_out(request: ConsoleRequest) -> HttpResponse:
    """The session ends; the log-in comes back."""
    logout(request)
    return HttpResponseRedirect(reverse("login"))
