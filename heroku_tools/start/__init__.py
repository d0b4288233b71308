"""First steps: a file to begin with, a look at what is missing, completion on TAB."""
