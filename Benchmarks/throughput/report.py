"""What was measured, as tables of a Markdown document."""
import pathlib, statistics

ENGINES = ["drey", "flink"]


class Figures:
    """Medians of the runs of one workload on one engine at one parallelism. Rates are of what goes beyond a trivial job."""

    def __init__(self, records, runs, trivial):
        self.seconds, self.cpu_seconds, self.peak_bytes = median(runs)
        seconds, cpu_seconds, _ = median(trivial)
        self.per_second = records / max(self.seconds - seconds, 0.001)
        self.per_cpu_second = records / max(self.cpu_seconds - cpu_seconds, 0.001)


def median(runs):
    """Seconds, CPU seconds, and bytes at the peak."""
    return (statistics.median(run.seconds for run in runs), statistics.median(run.cpu_seconds for run in runs),
            statistics.median(run.peak_bytes for run in runs))


def table(head, rows):
    align = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [head, align, *rows])


def millions(value):
    return f"{value / 1e6:.2f}"


def throughput(results):
    """results: (workload, parallelism) -> engine -> Figures"""
    rows = []
    for (workload, parallelism), found in results.items():
        own, theirs = found["drey"], found["flink"]
        pairs = [
            (f"{own.seconds:.2f}", f"{theirs.seconds:.2f}"),
            (millions(own.per_second), millions(theirs.per_second)),
            (f"{own.cpu_seconds:.2f}", f"{theirs.cpu_seconds:.2f}"),
            (millions(own.per_cpu_second), millions(theirs.per_cpu_second)),
            (f"{own.peak_bytes / 1e6:.0f}", f"{theirs.peak_bytes / 1e6:.0f}"),
        ]
        ratio = own.per_cpu_second / theirs.per_cpu_second
        rows.append([workload, str(parallelism), *(cell for pair in pairs for cell in pair), f"**{ratio:.2f}**"])
    head = ["workload", "p", "wall s, drey", "Flink", "M records/s, drey", "Flink", "CPU s, drey", "Flink",
            "M records per CPU s, drey", "Flink", "memory MB, drey", "Flink", "ratio per CPU s"]
    return table(head, rows)


def scaling(results):
    """How many times as fast each is at the highest parallelism as at the lowest."""
    widths = sorted({parallelism for _, parallelism in results})
    if len(widths) < 2:
        return ""
    rows = []
    for workload in dict.fromkeys(name for name, _ in results):
        low, high = results.get((workload, widths[0])), results.get((workload, widths[-1]))
        if low and high:
            rows.append([workload] + [f"{high[engine].per_second / low[engine].per_second:.2f}" for engine in ENGINES])
    title = f"records per second at p = {widths[-1]} by those at p = {widths[0]}"
    return table([title, "drey", "Flink"], rows)


def scaling_alone(results, title):
    """What each engine takes at every parallelism, for itself."""
    widths = sorted({parallelism for _, parallelism in results})
    rows = []
    for (workload, parallelism), found in results.items():
        for engine, own in found.items():
            low = results[workload, widths[0]][engine]
            rows.append([workload, engine, str(parallelism), f"{own.seconds:.2f}", f"{own.cpu_seconds:.2f}",
                         millions(own.per_second), f"{own.per_second / low.per_second:.2f}"])
    return table([title, "engine", "p", "wall s", "CPU s", "M records/s", f"by p = {widths[0]}"], rows)


def text(results, conditions):
    parts = [conditions, throughput(results), scaling(results)]
    return "\n\n".join(part for part in parts if part)


def replace(path, content, part="throughput"):
    """Puts the content between the marks of a document."""
    begin, end = f"<!-- {part}: begin -->", f"<!-- {part}: end -->"
    document = pathlib.Path(path)
    before, found, rest = document.read_text().partition(begin)
    if not found or end not in rest:
        raise SystemExit(f"{path} has no marks {begin} and {end}")
    document.write_text(f"{before}{begin}\n{content}\n{end}{rest.partition(end)[2]}")
