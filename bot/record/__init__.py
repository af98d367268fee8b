"""The record of what members asked and how it helped them: off unless config.yaml sets `record.database`."""
