"""Store: the index on disk, from its folder down to the vectors of each passage."""
