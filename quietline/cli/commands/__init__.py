"""One file a command, named as the command; `command` is the click command, `CLAUSES` the clauses it serves."""
