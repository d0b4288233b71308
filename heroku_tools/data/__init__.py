"""Data comes down: a database copied to the environment below, masked before it leaves."""
