"""The journeys share this: plans, their execution, and agreeing to them."""
