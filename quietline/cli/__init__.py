"""The command line. Tables for people, JSON for machines, exit codes: 0 done, 1 refused or failed with the reason, 2 wrong usage."""
