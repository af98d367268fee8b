"""The command line before a command runs: its flags, mistakes in them, and the config.yaml to use. Imports nothing heavy."""
