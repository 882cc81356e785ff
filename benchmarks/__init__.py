"""Speed, measured by one command: ``make bench``."""
