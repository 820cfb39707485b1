import Glibc

/// Threads for calls that block, which must not be made on the cooperative pool.
public enum BlockingThread {
  /// Runs `body` on a new detached thread with a stack of 256 KiB.
  /// - Throws: ``SpawnError/system(operation:errno:)`` where the system has no thread left.
  public static func start(_ body: @escaping @Sendable () -> Void) throws(SpawnError) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, 256 << 10)
    let box = Unmanaged.passRetained(Box(body))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, &attributes,
      { raw in
        guard let raw else { return nil }
        Unmanaged<Box>.fromOpaque(raw).takeRetainedValue().body()
        return nil
      }, box.toOpaque())
    guard code == 0 else {
      box.release()
      throw .system(operation: "pthread_create", errno: code)
    }
  }

  private final class Box: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
