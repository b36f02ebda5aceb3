"""The addresses for monitoring, the same of every process: `/healthz` and `/metrics`."""

from starlette.routing import Route

from bot.web import health, metrics
from bot.web.observed import Observed


def routes(process: Observed, also: health.Also = dict) -> list[Route]:
    return [Route("/healthz", health.answer(process, also)), Route("/metrics", metrics.answer(process))]
