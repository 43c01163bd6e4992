"""`python -m crawler` is `retold`."""

from crawler.commands import main

main()
