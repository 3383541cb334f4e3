"""Addresses of the console: each page of `console/pages`, and the answers to what goes wrong."""

from quietline.console import answers, page

urlpatterns = page.urlpatterns()
handler400 = answers.bad_request_page
handler403 = answers.forbidden_page
handler404 = answers.not_found_page
handler500 = answers.server_error_page
