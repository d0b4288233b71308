"""Masks: how a value becomes another, written in SQL that runs where the value lies."""
