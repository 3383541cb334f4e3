"""Where a form leads when it is done."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def next_page(request: HttpRequest, otherwise: str, asked: str | None = None) -> str:
    """The address of ours that was asked for (by the form's `next`, unless given), else another one."""
    wish = request.POST.get("next", "") if asked is None else asked
    is_ours = url_has_allowed_host_and_scheme(
        wish, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wish if wish and is_ours else otherwise
