"""How long a program that we start may wait for a name server that does not answer."""

import os


def impatient_names() -> dict[str, str]:
    """One try of three seconds a server (resolv.conf(5)) instead of half a minute; the user's own wins.

    Without a network each provider would otherwise wait its turn, one after the other.
    """
    return {} if "RES_OPTIONS" in os.environ else {"RES_OPTIONS": "timeout:3 attempts:1"}
