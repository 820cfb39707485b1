"""What containers have used, from the kernel's accounting of control groups, version 1 or 2."""
import glob, threading

FOLDERS = ["docker/{}", "system.slice/docker-{}.scope"]


def folder(controllers, container):
    for controller in controllers:
        for pattern in FOLDERS:
            found = glob.glob(f"/sys/fs/cgroup/{controller}/{pattern.format(container)}")
            if found:
                return found[0]
    return None


def numbers(path):
    with open(path) as lines:
        return {key: int(value) for key, value in (line.split() for line in lines)}


class Container:
    def __init__(self, container):
        unified = folder(["."], container)
        cpu = folder(["cpuacct", "cpu,cpuacct", "cpuacct,cpu"], container)
        memory = folder(["memory"], container)
        if not unified and not (cpu and memory):
            raise SystemExit(f"no control group of container {container} is below /sys/fs/cgroup; is the engine on this machine?")
        self.is_unified, self.cpu, self.memory = not cpu, cpu or unified, memory or unified

    def cpu_seconds(self):
        if self.is_unified:
            return numbers(f"{self.cpu}/cpu.stat")["usage_usec"] / 1e6
        with open(f"{self.cpu}/cpuacct.usage") as usage:
            return int(usage.read()) / 1e9

    def resident_bytes(self):
        """Memory that processes have mapped and that is there; not the cache of files that they read."""
        found = numbers(f"{self.memory}/memory.stat")
        if self.is_unified:
            return found["anon"] + found["file_mapped"]
        return found["total_rss"] + found["total_mapped_file"]


class Measurement:
    """CPU seconds of all containers together, and the highest sum of their memory, looked at twenty times a second."""

    def __init__(self, containers):
        self.containers = containers

    def __enter__(self):
        self.before, self.peak_bytes = self.cpu(), 0
        self.over = threading.Event()
        self.watcher = threading.Thread(target=self.watch)
        self.watcher.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.watcher.join()
        self.cpu_seconds = self.cpu() - self.before

    def cpu(self):
        return sum(container.cpu_seconds() for container in self.containers)

    def watch(self):
        while True:
            self.peak_bytes = max(self.peak_bytes, sum(container.resident_bytes() for container in self.containers))
            if self.over.wait(0.05):
                return
