"""Scaffold: a new project for somebody's own documents, from the choice of files to the first question."""
