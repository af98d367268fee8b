"""What `footnote doctor` looks at on this machine: Python and packages, the project, the disk. It knows nothing of Discord."""
