import Glibc
import Testing

@testable import TaskRuntime

@Suite(.timeLimit(.minutes(1))) struct StandardOutputTests {
  /// Another process, or a function that writes by itself, has no lock.
  @Test func linesInAPipeStayWholeWhoeverElseWritesIntoIt() async throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    let (reading, writing) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let records = (0..<2000).map { "record \($0) " + String(repeating: "r", count: $0 % 400) + "\n" }.joined()
    let other = fcntl(writing, F_DUPFD_CLOEXEC, 3)
    try PosixThread.spawn {
      for number in 0..<2000 {
        _ = "note \(number)\n".withCString { write(writing, $0, strlen($0)) }
      }
      close(writing)
    }
    try PosixThread.spawn {
      _ = Array(records.utf8).withUnsafeBytes { try? StandardOutput.writeFully($0, to: other) }
      close(other)
    }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 5000)
    while case let count = read(reading, &chunk, chunk.count), count > 0 { bytes += chunk[..<count] }
    close(reading)
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    #expect(lines.filter { $0.hasPrefix("record") }.joined(separator: "\n") + "\n" == records)
    #expect(lines.filter { $0.hasPrefix("note") } == (0..<2000).map { "note \($0)" })
    #expect(lines.count == 4000)
  }

  @Test func aFullPipeThatDoesNotBlockIsWaitedFor() async throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    let (reading, writing) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(writing, F_SETFL, O_NONBLOCK)
    let text = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    try PosixThread.spawn {
      _ = text.withUnsafeBytes { try? StandardOutput.writeFully($0, to: writing) }
      close(writing)
    }
    var total = 0
    var chunk = [UInt8](repeating: 0, count: 5000)
    while case let count = read(reading, &chunk, chunk.count), count > 0 { total += count }
    close(reading)
    #expect(total == text.count)
  }
}
