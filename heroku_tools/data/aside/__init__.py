"""The target's old data, set aside until the new is proved: moved away, brought back, or dropped.

Moving is a matter of the catalogues: `ALTER ... SET SCHEMA`, in one short transaction. Where things
stand is written in the database itself, and committed with each move.
"""
