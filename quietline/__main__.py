"""`python -m quietline` is the same as `quietline`."""

from quietline.cli.main import main

main()
