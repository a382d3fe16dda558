"""A bot that answers !uptime in the chat of a stream.

python3 bot.py https://live.example.org alice pst_…   with a token that has the scopes read and chat
Needs the package requests.
"""

import json
import sys
import time

import requests


def events(site, stream, last):
    """Yields recorded events after the last, or from now on, until the connection is lost."""
    query = {} if last is None else {"after": last}
    with site.get(f"{stream}/events/stream", params=query, stream=True, timeout=60) as answer:
        answer.raise_for_status()
        for line in answer.iter_lines():
            if line.startswith(b"data:"):
                yield json.loads(line[5:])


def uptime(site, stream):
    started = site.get(stream, timeout=10).json()["started"]
    return "Nothing is on." if started is None else f"Live for {int(time.time() - started) // 60} minutes."


def main(address, streamer, token):
    site = requests.Session()
    site.headers["Authorization"] = f"Bearer {token}"
    stream = f"{address}/api/v1/streams/{streamer}"
    last = None
    while True:
        try:
            for event in events(site, stream, last):
                last = event["id"]
                if event["type"] == "send_message" and event["data"]["message"] == "!uptime":
                    site.post(f"{stream}/messages", json={"text": uptime(site, stream)}, timeout=10).raise_for_status()
        except requests.HTTPError as error:
            sys.exit(f"refused: {error.response.text}")
        except requests.RequestException:
            pass
        time.sleep(2)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: bot.py SITE STREAMER TOKEN")
    main(*sys.argv[1:])
