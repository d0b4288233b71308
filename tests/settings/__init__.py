"""Tests of heroku_tools.settings."""
