"""One file a page, with its template in `templates/console`; the loader finds it."""
