"""Sessions of both engines, with the same limits, and jobs in them."""
import dataclasses, json, os, subprocess, tempfile, time

from . import accounting

DREY = os.environ.get("DREY_EXECUTABLE", "dist/bin/drey")
SPEC = """apiVersion: drey.dev/v1
mode: session
name: {name}
engine: {engine}
parallelism: {parallelism}
jobManager: {{memory: 1600m, cpus: {cpus}}}
taskManager: {{replicas: {replicas}, slots: {slots}, memory: {memory}, cpus: {slots_cpus}}}
options: {options}
"""


@dataclasses.dataclass(frozen=True)
class Limits:
    """What each slot of a session may use, and the JobManager."""
    #: CPUs
    cpus: float
    #: MiB
    memory: int

    def spec(self, name, engine, parallelism, replicas, options):
        """A session of `parallelism` slots in as many TaskManagers, or in `replicas` of them."""
        slots = parallelism // replicas
        return SPEC.format(name=name, engine=engine, parallelism=parallelism, replicas=replicas, slots=slots,
                           cpus=self.cpus, slots_cpus=self.cpus * slots, memory=f"{self.memory * slots}m",
                           options=json.dumps(options))


@dataclasses.dataclass
class Run:
    """One run of a job; the answer is what its subtasks printed, added up."""
    rows: int
    checksum: int
    seconds: float
    cpu_seconds: float
    peak_bytes: int


def drey(*words):
    done = subprocess.run([DREY, *words], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"drey {' '.join(words)}: {done.stderr[-3000:]}{done.stdout[-1000:]}")
    return done.stdout


class Session:
    def __init__(self, engine, name, parallelism, limits, application, taskmanagers=None, options={}):
        self.engine, self.name, self.application = engine, f"{name}-{engine}", application
        self.parallelism, self.jobs = parallelism, 0
        replicas = taskmanagers or parallelism
        if parallelism % replicas:
            raise SystemExit(f"a parallelism of {parallelism} is not a multiple of {replicas} TaskManagers")
        self.slots = parallelism // replicas
        self.spec = limits.spec(self.name, engine, parallelism, replicas, options)
        self.containers = []

    def __enter__(self):
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            file.write(self.spec)
            file.flush()
            drey("apply", "-f", file.name, "-q")
        try:
            clusters = json.loads(drey("inspect", self.name, "--output", "json"))
            self.members = clusters[0]["members"]
            self.containers = [accounting.Container(member["containerID"]) for member in self.members]
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        subprocess.run([DREY, "delete", self.name, "-q"], stdout=subprocess.DEVNULL)

    def run(self, job, count):
        words = ["run", self.application, "--mode", "session", "--cluster", self.name, "--output", "json",
                 "--parallelism", str(self.parallelism)]
        with accounting.Measurement(self.containers) as measurement:
            lines = drey(*words, "--", "--job", job, "--n", str(count)).splitlines()
        answers = [json.loads(line) for line in lines]
        result = next(answer for answer in answers if answer["type"] == "result")
        printed = [answer["line"] for answer in answers if answer["type"] == "record"] or self.printed()
        tallies = [dict(word.split("=") for word in line.split()) for line in printed]
        return Run(
            rows=sum(int(tally["rows"]) for tally in tallies),
            checksum=sum(int(tally["checksum"]) for tally in tallies) % 2**64,
            seconds=result["jobs"][0]["netRuntime"] / 1000,
            cpu_seconds=measurement.cpu_seconds,
            peak_bytes=measurement.peak_bytes)

    def printed(self):
        """The tallies of the latest job of Flink's, whose lines do not say which job they are of.

        Every TaskManager prints as many lines per job as it has slots."""
        self.jobs += 1
        deadline = time.monotonic() + 10
        while True:
            told = [tallies(member["containerID"]) for member in self.members if member["role"] == "taskmanager"]
            if all(len(lines) == self.jobs * self.slots for lines in told):
                return [line for lines in told for line in lines[-self.slots:]]
            if time.monotonic() > deadline:
                raise SystemExit(f"{self.name}: not every TaskManager has printed what its subtask of the sink counted")
            time.sleep(0.05)


def tallies(container):
    logs = subprocess.run(["docker", "logs", container], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    return [line for line in logs.stdout.splitlines() if line.startswith("rows=")]
