"""The rows' way from the source to the target: units of work, and those who carry them."""
