"""git's pre-receive hook: hands the push to the sandbox and prints what its build says.

Run by file name with the standard library alone, so that it starts fast.
"""

import http.client
import json
import os
import sys

# git's quarantine: where the pushed objects lie until this hook accepts them.
QUARANTINE = ("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH")
VERDICT = b"\0exit "


def main() -> int:
    response = ask(os.environ["SANDBOX_PORT"], os.environ["SANDBOX_KEY"], order())
    for line in response:
        if line.startswith(VERDICT):
            return int(line[len(VERDICT) :])
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    return 1


def order() -> dict[str, object]:
    updates = [line.split() for line in sys.stdin.read().splitlines()]
    env = {name: os.environ[name] for name in QUARANTINE if name in os.environ}
    return {"app": os.environ["SANDBOX_APP"], "updates": updates, "env": env}


def ask(port: str, key: str, body: dict[str, object]) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", int(port))
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    connection.request("POST", "/_sandbox/push", json.dumps(body), headers)
    return connection.getresponse()


if __name__ == "__main__":
    sys.exit(main())
