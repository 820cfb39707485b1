import DreyModel
import Glibc
import NetworkProbe
import Testing

@Suite struct NetworkProbeTests {
  /// A port of this machine on which somebody listens as long as the body runs.
  private func withListener(_ body: (Int) async throws -> Void) async throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
        guard bind(descriptor, raw, length) == 0, listen(descriptor, 8) == 0, getsockname(descriptor, raw, &length) == 0
        else { return 0 }
        return 1
      }
    }
    try #require(port == 1)
    try await body(Int(UInt16(bigEndian: address.sin_port)))
  }

  @Test func tellsWhatListensFromWhatDoesNotAndFromWhatHasNoName() async throws {
    try await withListener { port in
      let results = await NetworkProbe.run([
        ProbeAddress(host: "127.0.0.1", port: port), ProbeAddress(host: "127.0.0.1", port: 1),
        ProbeAddress(host: "no such name", port: 80),
      ])
      #expect(results.map(\.outcome) == [.connected, .refused, .unresolved])
      #expect(results.map(\.port) == [port, 1, 80])
    }
  }

  @Test func otherVerbsAreNotItsOwnAndBadAddressesAreRefused() async {
    #expect(await ProbeCommand.run(["taskmanager"]) == nil)
    #expect(await ProbeCommand.run([]) == nil)
    #expect(await ProbeCommand.run(["probe", "nowhere"]) == ExitCode.usage.rawValue)
  }

  @Test(arguments: ["", ":80", "a:", "a:0", "a:65536", "a:b:1", "a"]) func badAddressesAreBadUsage(text: String) throws
  {
    #expect(try #require(throws: Failure.self) { try ProbeAddress(parsing: text) }.domain == .usage)
  }
}
