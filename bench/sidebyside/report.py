"""The table, as text and as JSON."""

import json

_LABELS = {"nginx": "nginx", "registry": "docker-registry", "entrepot": "entrepot"}


def text(samples, servers):
    """Rows grouped by workload; a cell is the median and, of several rounds, the least and the greatest."""
    ratios = [server for server in servers if server != "nginx"] if "nginx" in servers else []
    heads = ["", "unit"] + [_LABELS[server] for server in servers]
    heads += [f"{_LABELS[server]} / nginx" for server in ratios] + ["level for entrepot", ""]
    rows, workload = [], None
    for sample in samples:
        if sample.workload.title != workload:
            workload = sample.workload.title
            rows.append([workload])
        rows.append(_row(sample, servers, ratios))
    return _aligned(heads, rows)


def _row(sample, servers, ratios):
    medians = sample.medians()
    cells = ["  " + sample.measure.key, sample.measure.unit]
    cells += [_cell(sample, server) for server in servers]
    cells += ["" if sample.ratio(server) is None else f"{sample.ratio(server):.2f}" for server in ratios]
    cells.append(", ".join(level.text for level in sample.measure.levels))
    cells.append(_verdict([level.judge(medians) for level in sample.measure.levels]))
    return cells


def _verdict(verdicts):
    if False in verdicts:
        return "MISSED"
    return "met" if verdicts and None not in verdicts else ""


def _cell(sample, server):
    known = sample.known(server)
    if not known:
        return "gave up" if sample.by_server.get(server) else ""
    middle = _number(sample.medians()[server])
    return middle if len(known) == 1 else f"{middle} ({_number(min(known))}–{_number(max(known))})"


def _number(value):
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _aligned(heads, rows):
    columns = range(len(heads))
    full = [row for row in rows if len(row) > 1] + [heads]
    widths = [max(len(row[column]) for row in full) for column in columns]
    lines = [_line(heads, widths), "  ".join("-" * width for width in widths).rstrip()]
    for row in rows:
        lines.append(row[0] if len(row) == 1 else _line(row, widths))
    return "\n".join(lines)


def _line(cells, widths):
    last = len(cells) - 2  # The two columns of levels are words, and lean to the left as the first does.
    aligned = [
        cell.ljust(width) if column in (0, 1) or column >= last else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(cells, widths))
    ]
    return "  ".join(aligned).rstrip()


def as_json(samples, servers, facts):
    return json.dumps({**facts, "results": [_result(sample, servers) for sample in samples]}, indent=2) + "\n"


def _result(sample, servers):
    medians = sample.medians()
    return {
        "workload": sample.workload.name,
        "title": sample.workload.title,
        "measure": sample.measure.key,
        "unit": sample.measure.unit,
        "servers": {server: _figures(sample, server) for server in servers},
        "ratios": {server: sample.ratio(server) for server in servers if server != "nginx"},
        "levels": [{"text": level.text, "met": level.judge(medians)} for level in sample.measure.levels],
    }


def _figures(sample, server):
    known = sample.known(server)
    return {
        "median": sample.medians().get(server),
        "min": min(known, default=None),
        "max": max(known, default=None),
        "samples": sample.by_server.get(server, []),
    }
