import DreyModel
import Foundation
import Synchronization
import Testing

@testable import TaskRuntime

/// How long each case runs; nil: not at all. `make soak-flow` sets it.
private let seconds = ProcessInfo.processInfo.environment["DREY_SOAK_SECONDS"].flatMap { Int($0) }

/// A source that is a thousand times as fast as its sink, for minutes: the process does not grow.
@Suite(.serialized, .enabled(if: seconds != nil, "set DREY_SOAK_SECONDS")) struct FlowControlSoakTests {
  /// Bytes by which the second half of a case may go beyond the first: what the allocator does not give back at once.
  private static let slack = 8 << 20

  @Test(arguments: [false, true]) func aProcessDoesNotGrowBehindASlowSink(isApart: Bool) async throws {
    let isSlow = Atomic(false)
    let job = TwoBranches(recordSize: 1000, records: [.max, 1]) {
      if isSlow.load(ordering: .relaxed) { pause(milliseconds: 1000) }
    }
    let parts = isApart ? [job.subtasks([0, 1]), job.subtasks([2, 3])] : [job.graph.subtasks]
    let executions = try parts.map { try JobExecution(job.program, subtasks: $0) }
    let listener = try DataListener(routes: executions[parts.count - 1].routes, token: testToken)
    defer { listener.close() }
    let peer = WorkerAddress(host: "127.0.0.1", port: listener.port, subtasks: parts[parts.count - 1])
    let ended = Counter()
    for execution in executions {
      try PosixThread.spawn {
        _ = execution.run(peers: [peer], token: testToken) { _ in }
        ended.increment()
      }
    }
    let fast = try await rate(of: job.received[0], seconds: 2).perSecond
    isSlow.store(true, ordering: .relaxed)
    let first = try await rate(of: job.received[0], seconds: (seconds ?? 0) / 2)
    let second = try await rate(of: job.received[0], seconds: (seconds ?? 0) / 2)
    print(
      "\(isApart ? "between two" : "in one"): \(Int(fast)) records/s without, \(Int(second.perSecond)) with a slow sink,",
      "resident at most \(first.resident >> 10) KB in the first half, \(second.resident >> 10) KB in the second")
    #expect(fast > 1000 * second.perSecond)
    #expect(second.perSecond > 0)
    #expect(second.resident <= first.resident + Self.slack)
    for execution in executions { execution.cancel() }
    try await eventually { ended.value == executions.count }
  }

  /// How many records came in a second, and how many bytes were resident at the most, for some time.
  private func rate(of received: Counter, seconds: Int) async throws -> (perSecond: Double, resident: Int) {
    let (start, before) = (ContinuousClock.now, received.value)
    var highest = 0
    while ContinuousClock.now < start + .seconds(seconds) {
      highest = max(highest, try Self.residentBytes())
      try await Task.sleep(for: .milliseconds(200))
    }
    return (Double(received.value - before) / ((ContinuousClock.now - start) / .seconds(1)), highest)
  }

  private static func residentBytes() throws -> Int {
    let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(getpagesize())
  }
}
