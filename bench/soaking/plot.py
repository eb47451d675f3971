"""Curves over time, one above the other, as SVG."""

from html import escape

_WIDTH, _HEIGHT, _LEFT, _TOP, _GAP = 760, 110, 70, 40, 46


def svg(rows, series, title):
    height = _TOP + len(series) * (_HEIGHT + _GAP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH + _LEFT + 20} {height}" '
        'font-family="sans-serif" font-size="12" fill="#333">',
        f'<rect width="{_WIDTH + _LEFT + 20}" height="{height}" fill="white"/>',
        f'<text x="{_LEFT}" y="20" font-size="14">{escape(title)}</text>',
    ]
    for place, one in enumerate(series):
        parts.extend(_panel(rows, one, _TOP + place * (_HEIGHT + _GAP)))
    return "\n".join([*parts, "</svg>", ""])


def _panel(rows, series, top):
    values = [row[series.key] for row in rows]
    most = max(max(values), 1) * 1.1
    end = max(row["seconds"] for row in rows)
    points = " ".join(
        f'{_LEFT + row["seconds"] / end * _WIDTH:.1f},{top + 16 + _HEIGHT - row[series.key] / most * _HEIGHT:.1f}'
        for row in rows
    )
    base = top + 16 + _HEIGHT
    name = f"{series.title}, {series.unit}" if series.unit else series.title
    return [
        f'<text x="{_LEFT}" y="{top + 8}">{escape(name)}</text>',
        f'<line x1="{_LEFT}" y1="{base}" x2="{_LEFT + _WIDTH}" y2="{base}" stroke="#999"/>',
        f'<line x1="{_LEFT}" y1="{top + 16}" x2="{_LEFT}" y2="{base}" stroke="#999"/>',
        f'<text x="{_LEFT - 6}" y="{base}" text-anchor="end">0</text>',
        f'<text x="{_LEFT - 6}" y="{top + 26}" text-anchor="end">{most:,.0f}</text>',
        f'<text x="{_LEFT + _WIDTH}" y="{base + 14}" text-anchor="end">{end / 60:.0f} min</text>',
        f'<polyline fill="none" stroke="#1f77b4" stroke-width="1.5" points="{points}"/>',
    ]
