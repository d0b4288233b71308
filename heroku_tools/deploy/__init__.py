"""Code goes up: `deploy`."""
