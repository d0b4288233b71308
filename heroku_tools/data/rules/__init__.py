"""What the file's rules decide about a database, and what nobody decided yet."""
