"""The world outside, one door each."""
