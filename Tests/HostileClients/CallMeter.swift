import ChildProcess
import Glibc
import Synchronization

/// A client with the token that makes call after call, each on a connection of its own, and notes how long each takes.
public final class CallMeter: Sendable {
  /// How long calls took, in milliseconds.
  public struct Latencies: Sendable, CustomStringConvertible {
    /// In ascending order.
    var all: [Double]
    /// Calls that were not answered with 200 within ten seconds.
    public var failures: Int

    public var count: Int { all.count }
    public var p99: Double { quantile(0.99) }
    public var max: Double { all.last ?? .infinity }

    func quantile(_ part: Double) -> Double {
      all.isEmpty ? .infinity : all[min(all.count - 1, Int(Double(all.count) * part))]
    }

    public var description: String {
      let texts = [quantile(0.5), p99, max].map { "\((($0 * 10).rounded()) / 10)" }
      return "\(count) calls: p50 \(texts[0]), p99 \(texts[1]), max \(texts[2]) ms, \(failures) failed"
    }
  }

  private let port: Int
  private let request: [UInt8]
  private let isStopped = Atomic(false)
  private let latencies = Mutex<(all: [Double], failures: Int)>(([], 0))
  private let end = Completion<Void>()

  private init(_ path: String, port: Int, token: String) {
    self.port = port
    request = Array(
      "GET \(path) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\nConnection: close\r\n\r\n".utf8)
  }

  public static func start(_ path: String, port: Int, token: String) throws -> CallMeter {
    let meter = CallMeter(path, port: port, token: token)
    try BlockingThread.start {
      meter.run()
      meter.end.complete(())
    }
    return meter
  }

  public func stop() async -> Latencies {
    isStopped.store(true, ordering: .relaxed)
    await end.value()
    return latencies.withLock { Latencies(all: $0.all.sorted(), failures: $0.failures) }
  }

  private func run() {
    while !isStopped.load(ordering: .relaxed) {
      let began = Self.now()
      let isAnswered = call()
      let took = Self.now() - began
      latencies.withLock { latencies in
        latencies.all.append(took)
        if !isAnswered { latencies.failures += 1 }
      }
      usleep(10_000)
    }
  }

  private func call() -> Bool {
    let descriptor = RawClient.connection(port: port, timeout: 10)
    defer { close(descriptor) }
    guard descriptor >= 0, RawClient.send(descriptor, request) else { return false }
    var answer: [UInt8] = []
    RawClient.read(descriptor, into: &answer, until: nil, 0)
    return String(decoding: answer.prefix(12), as: UTF8.self) == "HTTP/1.1 200"
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1_000_000
  }
}
