"""`check`: what is missing, wrong or worth knowing before somebody needs it."""
