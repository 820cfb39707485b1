import Glibc
import GuardedHTTP
import HostileClients
import NIOCore
import NIOPosix
import Testing

@Suite struct AcceptTests {
  @Test func aServerOutlivesAConnectionThatItCannotAccept() async throws {
    let server = try await ServerBootstrap(group: ConnectionGuard.eventLoopGroup)
      .bind(host: "127.0.0.1", port: 0) { channel in channel.eventLoop.makeSucceededFuture(channel) }
    let port = server.channel.localAddress?.port ?? 0
    try await ConnectionGuard.keepAccepting(on: server.channel)
    server.channel.pipeline.fireErrorCaught(IOError(errnoCode: EMFILE, reason: "accept"))
    try await server.executeThenClose { inbound in
      var accepted = inbound.makeAsyncIterator()
      async let end = RawClient.exchange(port: port, ["x"])
      let channel = try #require(try await accepted.next())
      try await channel.close()
      #expect(try await end == "")
    }
  }
}
