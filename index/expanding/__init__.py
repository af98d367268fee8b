"""Expand: questions that a language model on a server of one's own writes for passages, kept in a file beside config.yaml."""
