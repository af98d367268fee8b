"""The versions of the record's database: one module for each step from the version before."""
