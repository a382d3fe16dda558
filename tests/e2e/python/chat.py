"""Someone in a chat, at python-socketio: says what standard input says, and tells what it hears, in lines of JSON."""

import json
import sys
import threading

import engineio
import socketio


class InOrder(engineio.Client):
    """Deals with each packet before the next, not each in a thread of its own."""

    def _trigger_event(self, event, *args, **how):
        return super()._trigger_event(event, *args, **{**how, "run_async": False})

    def disconnect(self, *how, **more):
        # By polling, the library sends nothing any more once it is told to leave, not even that it leaves, when
        # the answer to its last POST has not come yet. So it says so first, and waits until that is sent.
        if self.state == "connected" and self.current_transport == "polling":
            self._send_packet(engineio.packet.Packet(engineio.packet.CLOSE))
            self.queue.join()
        super().disconnect(*how, **more)


class Client(socketio.Client):
    def _engineio_client_class(self):
        return InOrder


# Events are told by the library's thread, the rest by the main one; `print` writes a line and its end apart.
output = threading.Lock()


def tell(*line):
    with output:
        print(json.dumps(line), flush=True)


def main(url, ways, headers, returns):
    client = Client(reconnection=returns == "returns", reconnection_delay=0.1, reconnection_delay_max=0.2)
    client.on("connect", lambda: tell("heard", "opened", {}) if client.reconnection else None)
    client.on("*", lambda event, *fields: tell("heard", event, *fields))
    client.on("disconnect", lambda *reason: tell("heard", "closed", {"reason": reason}))
    try:
        client.connect(url, headers=json.loads(headers), transports=ways.split(","))
    except socketio.exceptions.ConnectionError as error:
        tell("failed", str(error))
        return
    tell("connected", client.sid, client.transport())
    for line in sys.stdin:
        client.emit(*json.loads(line))
    client.disconnect()


main(*sys.argv[1:])
