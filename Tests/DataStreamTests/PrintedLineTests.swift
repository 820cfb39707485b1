import DreyModel
import Glibc
import Synchronization
import Testing

@testable import TaskRuntime

/// Functions of a job that print while its records are printed.
@Suite(.timeLimit(.minutes(1))) struct PrintedLineTests {
  /// Returns the lines that the test job printed into a pipe.
  private func lines(
    _ arguments: [String] = [], parallelism: Int = 1, exitCode: Int32
  ) async throws -> [Substring] {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/output"
    mkfifo(path, 0o600)
    // Open for reading before the job opens it, and not at its end before the job has.
    let (reading, writing) = (open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), open(path, O_WRONLY | O_CLOEXEC))
    _ = fcntl(reading, F_SETFL, 0)
    async let text = onThread { Self.read(reading) }
    let job = try JobProcess(
      role: nil, parallelism: parallelism, arguments: ["--job", "chatty"] + arguments, output: path)
    #expect(try await job.wait() == exitCode)
    close(writing)
    return String(decoding: try await text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
  }

  private static func read(_ descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1000)
    while case let count = Glibc.read(descriptor, &chunk, chunk.count), count > 0 { bytes += chunk[..<count] }
    close(descriptor)
    return bytes
  }

  @Test(arguments: [(1, []), (3, []), (1, ["--raw"]), (2, ["--raw"])])
  func everyRecordAndEveryNoteIsALineOfItsOwn(parallelism: Int, arguments: [String]) async throws {
    let lines = try await lines(arguments, parallelism: parallelism, exitCode: 0)
    let notes = lines.filter { $0.hasPrefix("note ") }
    let hasAllNotes = notes.sorted() == (0..<10_000).map { "note \($0) end" }.sorted()
    #expect(hasAllNotes)
    let records = lines.filter { $0.hasPrefix("RECORD ") }
    let hasAllRecords = records.sorted() == (0..<10_000).map { "RECORD \($0) END" }.sorted()
    #expect(hasAllRecords)
    let others = lines.filter { !$0.hasPrefix("note ") && !$0.hasPrefix("RECORD ") }
    let whole: [Substring] = arguments.isEmpty ? [] : ["not a whole line may wait for its end"]
    #expect(others == ["main() runs"] + whole + [""])
    // In the order of their thread.
    let isOrdered = notes == (0..<10_000).map { "note \($0) end" }
    #expect(isOrdered || parallelism > 1)
  }

  @Test func whatWasPrintedBeforeTheProcessIsKilledIsThere() async throws {
    let lines = try await lines(["--killed-at", "5000"], exitCode: -SIGKILL)
    let hasAllNotes = lines.filter { $0.hasPrefix("note ") } == (0...5000).map { "note \($0) end" }
    #expect(hasAllNotes)
    let isWhole = lines.allSatisfy { $0.isEmpty || $0.hasSuffix("end") || $0.hasSuffix("END") || $0 == "main() runs" }
    #expect(isWhole)
  }
}
