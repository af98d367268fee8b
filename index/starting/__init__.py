"""Start: a project of somebody's own documents, chosen, planned, written, and asked for the first time."""
