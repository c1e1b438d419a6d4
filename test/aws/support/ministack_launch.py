"""Starts the emulated cloud with what it leaves out and a schedule that reaches a real cluster needs."""

import time

from ministack import app
from ministack.core import iam_evaluator
from ministack.services import eks, eventbridge, scheduler

# A schedule fires within a second of its time; the emulator looks every ten.
scheduler._SCHEDULE_TICK_INTERVAL = 0.5

_invoke_target = eventbridge._invoke_target


def invoke_with_scheduled_time(target, event, rule, *rest):
    """Scheduler writes into the input for which minute it fires; the emulator leaves the placeholder there."""
    if event.get("Source") == "aws.scheduler" and target.get("Input"):
        minute = time.strftime("%Y-%m-%dT%H:%M:00Z", time.gmtime(event["Time"]))
        target = {**target, "Input": target["Input"].replace("<aws.scheduler.scheduled-time>", minute)}
    return _invoke_target(target, event, rule, *rest)


_create_cluster = eks._create_cluster


def create_cluster_from_tags(body, creator_arn=None):
    """The control plane is one that runs already: the tags say where it is, and what it asks about tokens with."""
    answer = _create_cluster(body, creator_arn)
    tags = body["tags"]
    eks._clusters[body["name"]].update(
        endpoint=tags["endpoint"],
        certificateAuthority={"data": tags["certificateAuthority"]},
        _auth_token=tags["webhookSecret"],
    )
    return answer


_resolve_condition_key = iam_evaluator._resolve_condition_key


def resolve_with_tls(key, context):
    """The emulator is asked over plain HTTP, which policies that demand TLS would refuse."""
    return "true" if key.lower() == "aws:securetransport" else _resolve_condition_key(key, context)


eventbridge._invoke_target = invoke_with_scheduled_time
eks._create_cluster = create_cluster_from_tags
eks._get_docker = lambda: None  # it would start a cluster of its own
iam_evaluator._resolve_condition_key = resolve_with_tls

app.main()
