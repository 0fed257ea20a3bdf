"""Baseline (a), the documented way to update live: one dcc.Interval callback that queries, computes and draws,
for every screen, every second.

Serve: CALLS_DB=calls.db gunicorn -w 1 --threads 8 -b 127.0.0.1:8061 interval_baseline:server
Drive: POST /_dash-update-component with the body that `python interval_baseline.py body` prints.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import sys
import time

import pandas as pd
import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html

DB = os.environ.get("CALLS_DB", "interval_baseline.db")
OUTPUTS = [("asa", "children"), ("depth", "children"), ("level", "children"), ("graph", "figure")]


def make_calls(rows: int = 5_000) -> None:
    chance = random.Random(1)
    start = time.time() - 86_400
    calls = []
    for _ in range(rows):
        entered = start + chance.random() * 80_000
        answered = entered + chance.expovariate(1 / 9) if chance.random() > 0.03 else None
        calls.append((chance.choice(["roads", "water", "general", "tax"]), entered, answered, entered + 200))
    database = sqlite3.connect(DB)
    database.execute("create table calls(id integer primary key, queue text, entered real, answered real, ended real)")
    database.executemany("insert into calls(queue, entered, answered, ended) values (?, ?, ?, ?)", calls)
    database.commit()
    database.close()


def body() -> str:
    interval = {"id": "every", "property": "n_intervals", "value": 1}
    return json.dumps(
        {
            "output": ".." + "...".join(f"{i}.{p}" for i, p in OUTPUTS) + "..",
            "outputs": [{"id": i, "property": p} for i, p in OUTPUTS],
            "inputs": [interval],
            "changedPropIds": ["every.n_intervals"],
            "parsedChangedPropsIds": ["every.n_intervals"],
            "state": [],
        }
    )


if not os.path.exists(DB):
    make_calls()

app = Dash(__name__)
server = app.server
app.layout = html.Div(
    [
        dcc.Interval(id="every", interval=1000),
        html.H1(id="asa"),
        html.H1(id="depth"),
        html.H1(id="level"),
        dcc.Graph(id="graph"),
    ]
)


@app.callback(*(Output(i, p) for i, p in OUTPUTS), Input("every", "n_intervals"))
def tick(_: int | None) -> tuple[str, int, str, go.Figure]:
    database = sqlite3.connect(DB)
    calls = pd.read_sql("select queue, entered, answered, ended from calls", database)
    database.close()
    wait = calls.answered - calls.entered
    by_queue = wait.groupby(calls.queue).mean()
    figure = go.Figure(go.Bar(x=by_queue.index, y=by_queue.values))
    return f"{wait.mean():.1f}", int(calls.answered.isna().sum()), f"{(wait <= 30).mean():.0%}", figure


if __name__ == "__main__" and sys.argv[1:] == ["body"]:
    sys.stdout.write(body())
