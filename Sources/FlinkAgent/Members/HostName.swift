import ChildProcess
import Glibc

/// The name of another member, which has an address once that has been started.
enum HostName {
  /// Waits until a name has an address, which Flink's client needs before it tries for the first time.
  /// - Returns: whether it has got one in time.
  static func wait(for name: String, upTo limit: Duration) async -> Bool {
    let deadline = ContinuousClock.now + limit
    while await !resolves(name) {
      guard .now < deadline, !Task.isCancelled else { return false }
      try? await Task.sleep(for: .milliseconds(20))
    }
    return true
  }

  private static func resolves(_ name: String) async -> Bool {
    let answer = Completion<Bool>()
    // The call blocks.
    do { try BlockingThread.start { answer.complete(look(name)) } } catch { return false }
    return await answer.value()
  }

  private static func look(_ name: String) -> Bool {
    var list: UnsafeMutablePointer<addrinfo>?
    defer { if let list { freeaddrinfo(list) } }
    return getaddrinfo(name, nil, nil, &list) == 0
  }
}
