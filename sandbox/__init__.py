"""A Heroku on this machine: what the real heroku CLI and the real git talk to."""
