"""The commands, one a module, each with `run(options)`: it does what was asked for and returns an exit code."""
