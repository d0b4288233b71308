"""The documentation's settings; what can be made from the code is made from it (_ext)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "heroku-tools"
author = "the heroku-tools team"
extensions = ["from_code"]
html_theme = "alabaster"
html_theme_options = {"description": "Code goes up, config vars go across, data comes down."}
highlight_language = "text"
nitpicky = True
