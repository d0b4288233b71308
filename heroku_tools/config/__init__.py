"""Config vars go across: what the file says, compared with what Heroku has, and applied."""
