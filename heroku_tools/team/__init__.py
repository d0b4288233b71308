"""Who is where: what was deployed by whom, and environments frozen by hand."""
