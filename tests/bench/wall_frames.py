"""A board's view of real size: about 150 values, of which 20 to 40 change each second."""

from __future__ import annotations

QUEUES, DEPARTMENTS, BANDS = 8, 12, 7


def wall_view(tick: int) -> dict[str, dict[str, object]]:
    """The view of one tick, the same for the same tick."""
    view: dict[str, dict[str, object]] = {}
    for n, name in enumerate(("speed", "in_time", "gave_up", "longest", "waiting", "today", "kept", "open")):
        view[f"{name}-value"] = {"text": f"0:{(tick * 7 + n) % 60:02d}", "state": "ok"}
        view[f"{name}-note"] = {"text": f"target 0:{20 + n} · last 30 min"}
    for n in range(2):
        points: list[float | None] = [float((tick // 10 + i * n) % 9) for i in range(30)]
        view[f"spark-{n}"] = {"spark": {"points": points, "target": 5.0}}
    for q in range(QUEUES):
        view[f"queue-{q}-name"] = {"text": f"Queue number {q}"}
        view[f"queue-{q}-waiting"] = {"text": str((tick * (q + 1)) % 13), "state": "watch" if q == 0 else "ok"}
        view[f"queue-{q}-speed"] = {"text": f"0:{(tick // 3 + q) % 60:02d}"}
        view[f"queue-{q}-level"] = {"text": f"{70 + (tick // 5 + q) % 30} %", "vars": {"--a": f"0.{(tick + q) % 90}"}}
    for d in range(DEPARTMENTS):
        for b in range(BANDS):
            text = str((tick // 20 + d * 31 + b * 17) % 400)
            view[f"age-{d}-{b}"] = {"text": text, "vars": {"--heat": f"0.{(d * 7 + b) % 100:02d}"}, "state": "ok"}
    return view
