"""OpenLineage's listener for Prefect, as its page says to start it, in a process of its own."""

import asyncio

from openlineage_prefect.prefect_adapter.listener import PrefectOpenLineageListener


async def main():
    await PrefectOpenLineageListener().collect_and_process_runs()


if __name__ == "__main__":
    asyncio.run(main())
