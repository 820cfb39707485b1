import CSpawn
import Glibc

/// One call of `posix_spawn` with all that has to be prepared for it and undone after it.
enum Launch {
  struct Started {
    var processID: Int32
    var pipes: ChildProcess.Pipes
  }

  static func start(_ configuration: ChildProcess.Configuration) throws(SpawnError) -> Started {
    let path = try ExecutableLookup.find(configuration.executable)
    if let folder = configuration.workingDirectory, access(folder, X_OK) != 0 { throw .workingDirectory(folder) }
    var streams = Streams()
    defer { streams.closeChildEnds() }
    do {
      try streams.open(configuration)
      let processID = try spawn(path, configuration, streams)
      return Started(processID: processID, pipes: streams.pipes)
    } catch {
      streams.closeParentEnds()
      throw error
    }
  }

  private static func spawn(
    _ path: String, _ configuration: ChildProcess.Configuration, _ streams: borrowing Streams
  ) throws(SpawnError) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (target, source) in streams.child.sorted(by: { $0.key < $1.key }) {
      posix_spawn_file_actions_adddup2(&actions, source, target)
    }
    cspawn_addclosefrom(&actions, 3)
    if let folder = configuration.workingDirectory { cspawn_addchdir(&actions, folder) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    setSignals(&attributes, configuration.isolation)

    let arguments = CStrings([configuration.executable] + configuration.arguments)
    defer { arguments.release() }
    let variables = CStrings(configuration.environment?.map { "\($0.key)=\($0.value)" }.sorted() ?? [])
    defer { variables.release() }
    let environment = configuration.environment == nil ? environ : variables.pointer
    var processID: pid_t = 0
    var code = posix_spawn(&processID, path, &actions, &attributes, arguments.pointer, environment)
    // A child that another thread is just starting may still hold a file that was written a moment ago.
    for _ in 0..<100 where code == ETXTBSY {
      usleep(2000)
      code = posix_spawn(&processID, path, &actions, &attributes, arguments.pointer, environment)
    }
    guard code == 0 else { throw error(code, path: path) }
    return processID
  }

  /// The child starts with default handlers and nothing blocked, whatever the parent did to its own.
  private static func setSignals(_ attributes: inout posix_spawnattr_t, _ isolation: ChildProcess.Isolation) {
    var flags = Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK)
    var all = sigset_t()
    sigfillset(&all)
    // The C library keeps 32 and 33 to itself and refuses to reset SIGKILL and SIGSTOP.
    for reserved in [SIGKILL, SIGSTOP] { sigdelset(&all, reserved) }
    posix_spawnattr_setsigdefault(&attributes, &all)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    switch isolation {
    case .none: break
    case .group: flags |= Int16(POSIX_SPAWN_SETPGROUP)
    case .session: flags |= cspawn_setsid
    }
    posix_spawnattr_setflags(&attributes, flags)
  }

  private static func error(_ code: Int32, path: String) -> SpawnError {
    switch code {
    case ENOENT, ENOTDIR: .executableNotFound(path)
    case EACCES, EPERM, EISDIR: .notExecutable(path)
    case ENOEXEC, ELIBBAD: .notAProgram(path)
    default: .system(operation: "posix_spawn of '\(path)'", errno: code)
    }
  }
}
