import DreyModel
import Glibc
import Testing

@testable import DreyCLI

@Suite struct StandardOutputTests {
  @Test func aFullDiskBehindStandardOutputIsNoInterruption() async throws {
    let descriptor = open("/dev/full", O_WRONLY)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let failure = await #expect(throws: Failure.self) { try await RecordWriter(to: descriptor).write([10]) }
    #expect(failure?.domain == .infrastructure)
    #expect(failure?.message.contains("No space left on device") == true)
  }

  @Test func aReaderThatClosesItsEndInterrupts() {
    #expect(RecordWriter.failure(EPIPE).domain == .interrupted)
  }
}
