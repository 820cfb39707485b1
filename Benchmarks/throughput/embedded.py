"""The workloads without a cluster: one process each, on cores of one's choice."""
import os, subprocess, sys, time

PACKAGE = "Benchmarks/workloads"


def executable():
    """What WORKLOADS names, or built here."""
    if "WORKLOADS" in os.environ:
        return os.environ["WORKLOADS"]
    subprocess.run(["swift", "build", "-c", "release", "--package-path", PACKAGE], check=True, stdout=sys.stderr)
    return f"{PACKAGE}/.build/release/workloads"


def start(command, cores, arguments, parallelism=1):
    """The process of a run on some cores."""
    pid = os.fork()
    if pid == 0:
        os.sched_setaffinity(0, cores)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.environ["DREY_PARALLELISM"] = str(parallelism)
        os.execv(command, [command, *arguments])
    return pid


def end(pid):
    """Waits for a process; what it has used, as the system counts it."""
    _, status, used = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"the run with process {pid} ended with status {status}")
    return used


def wall(command, runs):
    """Seconds until all of some runs have ended that begin together: cores, arguments and parallelism of each."""
    began = time.monotonic()
    for pid in [start(command, *run) for run in runs]:
        end(pid)
    return time.monotonic() - began
