"""heroku-tools: code goes up, config vars go across, data comes down."""

__version__ = "1.0.0.dev"
