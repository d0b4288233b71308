"""The Platform API as the heroku CLI knows it, one room per resource."""
