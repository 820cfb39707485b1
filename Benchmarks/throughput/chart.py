"""A bar chart as SVG: how many times as many records per CPU second drey takes as Apache Flink."""

WIDTH, LEFT, RIGHT, BAR, GAP, TOP = 760, 90, 250, 18, 14, 64
COLOURS = ["#1f6f8b", "#99a8b2", "#c9a227", "#7a5c61"]
FONT = 'font-family="system-ui, sans-serif" font-size="13"'


def bar(y, length, colour):
    return f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR}" fill="{colour}"/>'


def label(x, y, words, anchor="start", size=13):
    return f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}" font-size="{size}">{words}</text>'


def legend(widths):
    parts = []
    for at, width in enumerate(widths):
        x = LEFT + at * 130
        parts.append(f'<rect x="{x}" y="36" width="12" height="12" fill="{COLOURS[at % len(COLOURS)]}"/>')
        parts.append(label(x + 18, 47, f"parallelism {width}"))
    return parts


def draw(results):
    """results: (workload, parallelism) -> engine -> Figures"""
    widths = sorted({parallelism for _, parallelism in results})
    ratios = {key: found["drey"].per_cpu_second / found["flink"].per_cpu_second for key, found in results.items()}
    scale = (WIDTH - LEFT - RIGHT) / max(1, *ratios.values())
    parts, y = legend(widths), TOP
    for workload in dict.fromkeys(name for name, _ in results):
        shown = [width for width in widths if (workload, width) in results]
        parts.append(label(LEFT - 10, y + len(shown) * BAR / 2 + 5, workload, "end"))
        for width in shown:
            ratio, found = ratios[workload, width], results[workload, width]
            parts.append(bar(y, ratio * scale, COLOURS[widths.index(width) % len(COLOURS)]))
            rates = " : ".join(f"{found[engine].per_cpu_second / 1e6:.2f}" for engine in ["drey", "flink"])
            parts.append(label(LEFT + ratio * scale + 8, y + 13, f"{ratio:.1f}×  ({rates} M)"))
            y += BAR
        y += GAP
    one = LEFT + scale
    parts.append(f'<line x1="{one:.1f}" y1="{TOP - 6}" x2="{one:.1f}" y2="{y}" stroke="#333" stroke-dasharray="4 3"/>')
    parts.append(label(one, y + 16, "Flink = 1", "middle"))
    title = label(LEFT, 22, "Records per CPU second: drey by Apache Flink 2.3 (object reuse on)", size=15)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y + 28}" {FONT}>'
            f'<rect width="100%" height="100%" fill="white"/>{title}{"".join(parts)}</svg>\n')
