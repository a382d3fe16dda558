"""A network of this machine with another namespace that is slow and loses packets, as real ones are: real TCP has to cope with it.

Usage: lossy.py NAMESPACE ROUND_TRIP_MS LOSS_PERCENT

Makes the namespace, says "ready", and takes it away when standard input ends. This machine is 10.203.0.1 there, and the namespace is
10.203.0.2. Needs root.
"""

import fcntl
import heapq
import os
import random
import select
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
PACKET = 2048


def end_of_tunnel(name):
    """A network interface whose packets this program gets and gives."""
    file = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(file, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return file


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def main():
    namespace, round_trip, loss = sys.argv[1], float(sys.argv[2]) / 1000, float(sys.argv[3]) / 100
    here, there = f"{namespace}0", f"{namespace}1"
    # one that was killed leaves its own behind
    subprocess.run(["ip", "netns", "del", namespace], stderr=subprocess.DEVNULL)
    ip("netns", "add", namespace)
    try:
        ends = [end_of_tunnel(here), end_of_tunnel(there)]
        ip("link", "set", there, "netns", namespace)
        for where, name, address in [([], here, "10.203.0.1"), (["-n", namespace], there, "10.203.0.2")]:
            ip(*where, "addr", "add", f"{address}/24", "dev", name)
            ip(*where, "link", "set", name, "up")
        ip("-n", namespace, "link", "set", "lo", "up")
        print("ready", flush=True)
        carry(ends, round_trip / 2, loss)
    finally:
        ip("netns", "del", namespace)


def carry(ends, delay, loss):
    others = {ends[0]: ends[1], ends[1]: ends[0]}
    # when each arrives, a number that keeps their order, where it leaves, and the packet
    travelling = []
    number = 0
    while True:
        wait = max(0, travelling[0][0] - time.monotonic()) if travelling else None
        readable, _, _ = select.select([*ends, sys.stdin], [], [], wait)
        if sys.stdin in readable:
            return
        for end in readable:
            packet = os.read(end, PACKET)
            if random.random() >= loss:
                number += 1
                heapq.heappush(travelling, (time.monotonic() + delay, number, others[end], packet))
        while travelling and travelling[0][0] <= time.monotonic():
            _, _, end, packet = heapq.heappop(travelling)
            os.write(end, packet)


main()
