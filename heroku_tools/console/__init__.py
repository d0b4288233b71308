"""How things look: on a terminal, in a log, as JSON."""

from heroku_tools.console.person import Console as Console
from heroku_tools.console.person import lost as lost
from heroku_tools.console.words import ago as ago
from heroku_tools.console.words import clip as clip
from heroku_tools.console.words import count as count
from heroku_tools.console.words import duration as duration
from heroku_tools.console.words import printable as printable
from heroku_tools.console.words import size as size
from heroku_tools.console.words import when as when
from heroku_tools.console.words import wrapped as wrapped
