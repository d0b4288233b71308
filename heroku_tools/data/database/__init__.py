"""A PostgreSQL database as it is: what is in it, who it is, and what it can do."""
