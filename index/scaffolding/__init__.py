"""Scaffold: a new project from the user's own documents, from choosing the files to a first question."""
