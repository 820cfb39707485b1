import Glibc

/// Threads of the operating system, for code that blocks: subtasks, connections, supervision.
public enum PosixThread {
  private final class Start {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Runs `body` on a thread of its own, which ends with it.
  /// - Throws: ``ThreadError`` where the machine grants no more threads.
  public static func spawn(_ body: @escaping @Sendable () -> Void) throws(ThreadError) {
    let start = Unmanaged.passRetained(Start(body))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body() }
        return nil
      }, start.toOpaque())
    guard code == 0 else {
      start.release()
      throw ThreadError(code: code)
    }
    pthread_detach(thread)
  }
}

/// No thread could be started.
public struct ThreadError: Error, CustomStringConvertible {
  let code: Int32

  public var description: String { "cannot start a thread: \(String(cString: strerror(code)))" }
}
