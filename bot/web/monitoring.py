"""The addresses for monitoring, the same of every process: `/healthz` and `/metrics`."""

from starlette.routing import Route

from bot.web import health, metrics
from bot.web.observed import Observed


def routes(process: Observed, **also: str) -> list[Route]:
    """`also`: what `/healthz` tells beside how it is."""
    return [Route("/healthz", health.answer(process, also)), Route("/metrics", metrics.answer(process))]
