import Glibc

/// The descriptors a child's standard streams are made of.
struct Streams: ~Copyable {
  /// Standard stream of the child → descriptor of the parent that becomes it.
  private(set) var child: [Int32: Int32] = [:]
  private(set) var pipes = ChildProcess.Pipes()

  mutating func open(_ configuration: ChildProcess.Configuration) throws(SpawnError) {
    pipes.standardInput = try open(configuration.standardInput, as: STDIN_FILENO)
    pipes.standardOutput = try open(configuration.standardOutput, as: STDOUT_FILENO)
    pipes.standardError = try open(configuration.standardError, as: STDERR_FILENO)
  }

  /// - Returns: the parent's end, if there is one.
  private mutating func open(_ redirection: ChildProcess.Redirection, as target: Int32) throws(SpawnError) -> Int32? {
    switch redirection {
    case .inherit:
      return nil
    case .null:
      let null = Glibc.open("/dev/null", O_RDWR | O_CLOEXEC)
      guard null >= 0 else { throw .system(operation: "open of /dev/null", errno: errno) }
      defer { close(null) }
      child[target] = try Self.duplicate(null)
      return nil
    case .descriptor(let descriptor):
      child[target] = try Self.duplicate(descriptor)
      return nil
    case .pipe:
      var ends: [Int32] = [-1, -1]
      guard Glibc.pipe(&ends) == 0 else { throw .system(operation: "pipe", errno: errno) }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      let (mine, its) = target == STDIN_FILENO ? (ends[1], ends[0]) : (ends[0], ends[1])
      defer { close(its) }
      do { child[target] = try Self.duplicate(its) } catch {
        close(mine)
        throw error
      }
      return mine
    }
  }

  /// A copy above the standard streams: in the child, making one stream must not overwrite what becomes the next.
  private static func duplicate(_ descriptor: Int32) throws(SpawnError) -> Int32 {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0 else { throw .system(operation: "fcntl of descriptor \(descriptor)", errno: errno) }
    return copy
  }

  mutating func closeChildEnds() {
    for descriptor in child.values { close(descriptor) }
    child = [:]
  }

  mutating func closeParentEnds() {
    for case let descriptor? in [pipes.standardInput, pipes.standardOutput, pipes.standardError] { close(descriptor) }
    pipes = ChildProcess.Pipes()
  }
}
