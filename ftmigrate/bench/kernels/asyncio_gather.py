"""Tasks made, gathered and finished in one event loop, a hundred at a time."""

import asyncio


def prepare() -> None:
    return None


async def nothing() -> None:
    await asyncio.sleep(0)


async def gather(count: int) -> None:
    for start in range(0, count, 100):
        await asyncio.gather(*(nothing() for _ in range(min(100, count - start))))


def run(state: None, count: int) -> None:
    asyncio.run(gather(count))
