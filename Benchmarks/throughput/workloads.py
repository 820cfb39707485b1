"""Which workloads there are, and what they have to answer."""
import dataclasses, json, pathlib, subprocess


@dataclasses.dataclass(frozen=True)
class Workload:
    name: str
    #: What its source emits in a run of the default length: lines or events, a multiple of every parallelism in use.
    count: int
    #: Records that one of them counts as: a line is eight words.
    records: int = 1
    #: How many times as long an input takes seconds; set where the second core's gain is measured apart.
    scaled: float = 0


ALL = [
    Workload("wc", 1_000_000, 8, scaled=10),
    Workload("wcfinal", 1_000_000, 8),
    Workload("q1", 40_000_000),
    Workload("q2", 40_000_000),
    Workload("q3", 4_000_000),
    Workload("q4", 4_000_000),
    Workload("q5", 6_000_000, scaled=20),
    Workload("q7", 6_000_000),
    Workload("q8", 2_000_000),
    Workload("q11", 3_000_000),
]


def chosen(only):
    names = [workload.name for workload in ALL]
    unknown = sorted(set(only) - set(names))
    if unknown:
        raise SystemExit(f"there is no workload {', '.join(unknown)}; there are {', '.join(names)}")
    return [workload for workload in ALL if not only or workload.name in only]


class Answers:
    """The answers of the plain loops, kept beside the JAR that has them."""

    def __init__(self, jar, flink):
        self.jar, self.classpath = jar, f"{jar}:{flink}/lib/*"
        self.file = pathlib.Path(f"{jar}.answers.json")
        fresh = self.file.exists() and self.file.stat().st_mtime > pathlib.Path(jar).stat().st_mtime
        self.known = json.loads(self.file.read_text()) if fresh else {}

    def of(self, workload, count):
        """Rows and checksum."""
        key = f"{workload.name} {count}"
        if key not in self.known:
            command = ["java", "-cp", self.classpath, "dev.drey.workloads.Reference", workload.name, str(count)]
            line = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            self.known[key] = [int(word.split("=")[1]) for word in line.split()]
            self.file.write_text(json.dumps(self.known))
        return tuple(self.known[key])
