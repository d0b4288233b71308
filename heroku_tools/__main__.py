"""`python -m heroku_tools`."""

from heroku_tools.cli import main

main()
