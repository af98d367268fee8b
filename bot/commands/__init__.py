"""The commands: a module for each, whose `run(options)` carries it out and returns its exit code, and what some of them use."""
