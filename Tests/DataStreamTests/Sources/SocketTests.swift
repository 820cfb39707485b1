import DreyModel
import Glibc
import Synchronization
import Testing

@testable import DataStream
@testable import TaskRuntime

/// Tells one thread what happened on another.
private final class Flag: Sendable {
  private let flag = Atomic(false)
  var isRaised: Bool { flag.load(ordering: .relaxed) }
  func raise() { flag.store(true, ordering: .relaxed) }
}

@Suite(.timeLimit(.minutes(1))) struct SocketTests {
  /// Serves connections on a thread of its own, one after the other.
  private func serve(
    connections: Int = 1, _ body: @escaping @Sendable (Socket) throws -> Void
  ) throws -> Int {
    let (listener, port) = try Socket.listen(on: "127.0.0.1")
    try PosixThread.spawn {
      for _ in 0..<connections {
        guard let socket = try? listener.accept() else { return }
        try? body(socket)
      }
    }
    return port
  }

  /// Waits until the peer has gone.
  @Sendable private func drain(_ socket: Socket) throws {
    var byte: [UInt8] = [0]
    while try socket.read(into: &byte) {}
  }

  private func received(delimiter: String, parts: [String]) async throws -> [String] {
    let port = try serve { socket in
      socket.setStreamOptions()
      for part in parts {
        try socket.write(Array(part.utf8))
        // What comes in one piece or in two is up to the network; a pause makes two likely, which the result must not show.
        usleep(2000)
      }
    }
    let env = try localEnvironment(parallelism: 2, mode: .streaming)
    let collected = env.socketTextStream(host: "127.0.0.1", port: port, delimiter: delimiter).collect()
    try await env.execute()
    return collected.all.sorted()
  }

  @Test func linesHoweverTheyArrive() async throws {
    #expect(try await received(delimiter: "\n", parts: ["a\nb", "c\r", "\nd\n\n", "ż"]) == ["", "a", "bc", "d", "ż"])
    #expect(try await received(delimiter: "||", parts: ["a|", "|b\r|", "c||", "||"]) == ["", "a", "b\r|c"])
    #expect(try await received(delimiter: "\n", parts: []) == [])
  }

  @Test func cutsBytesAnywhere() {
    var random = SeededRandom()
    for delimiter in ["\n", "ab", "aab"] {
      for _ in 0..<300 {
        let text = String(
          (0..<Int.random(in: 0...20, using: &random)).map { _ in "ab\nx".randomElement(using: &random) ?? "x" })
        var bytes = DelimitedBytes(delimiter: Array(delimiter.utf8))
        var found: [String] = []
        var rest = ArraySlice(Array(text.utf8))
        while !rest.isEmpty {
          let piece = Array(rest.prefix(Int.random(in: 1...4, using: &random)))
          rest = rest.dropFirst(piece.count)
          piece.withUnsafeBytes { bytes.append($0) { found.append($0) } }
        }
        found += [bytes.last ?? ""]
        #expect(found.joined(separator: delimiter) == text, "seed \(random.seed)")
        #expect(!found.contains { $0.contains(delimiter) }, "seed \(random.seed)")
      }
    }
  }

  @Test func recordsArePassedOnWhileTheServerIsSilent() async throws {
    let seen = Flag()
    let port = try serve { socket in
      try socket.write(Array("one\n".utf8))
      for _ in 0..<3000 where !seen.isRaised { usleep(10_000) }
      try socket.write(Array((seen.isRaised ? "seen\n" : "late\n").utf8))
    }
    let env = try localEnvironment(parallelism: 2, mode: .streaming)
    let collected = env.socketTextStream(host: "127.0.0.1", port: port).rebalance().map { line in
      seen.raise()
      return line
    }.collect()
    try await env.execute()
    #expect(collected.all.sorted() == ["one", "seen"])
  }

  @Test func connectionsThatCannotBeMade() async throws {
    let port = try { try Socket.listen(on: "127.0.0.1").port }()
    let source = await failure {
      let env = try localEnvironment(mode: .streaming)
      env.socketTextStream(host: "127.0.0.1", port: port).print()
      try await env.execute()
    }
    #expect(source?.message == "cannot connect to '127.0.0.1:\(port)': Connection refused")
    let sink = await failure {
      let env = try localEnvironment(mode: .streaming)
      env.fromCollection([1]).writeToSocket(host: "localhost", port: port)
      try await env.execute()
    }
    #expect(sink?.message == "cannot connect to 'localhost:\(port)': Connection refused")
    let name = await failure {
      let env = try localEnvironment(mode: .streaming)
      env.socketTextStream(host: "no.such.host.invalid", port: 1).print()
      try await env.execute()
    }
    #expect(name?.message.hasPrefix("cannot connect to 'no.such.host.invalid:1': ") == true)
  }

  /// Ends the connection as a process does that crashes.
  @Sendable private func reset(_ socket: Socket) {
    var abrupt = linger(l_onoff: 1, l_linger: 0)
    setsockopt(socket.descriptor, SOL_SOCKET, SO_LINGER, &abrupt, socklen_t(MemoryLayout<linger>.size))
  }

  @Test func connectionsThatBreak() async throws {
    let port = try serve(connections: 2) { socket in
      try socket.write(Array("a\n".utf8))
      var byte: [UInt8] = [0]
      socket.setReceiveTimeout(seconds: 1)
      _ = try? socket.read(into: &byte)
      reset(socket)
    }
    let source = await failure {
      let env = try localEnvironment(mode: .streaming)
      env.socketTextStream(host: "127.0.0.1", port: port).print("line")
      try await env.execute()
    }
    #expect(source?.message == "cannot receive from '127.0.0.1:\(port)': Connection reset by peer")
    let sink = await failure {
      let env = try localEnvironment(mode: .streaming)
      env.generateSequence(from: 0, to: .max).writeToSocket(host: "127.0.0.1", port: port)
      try await env.execute()
    }
    #expect(sink?.message.hasPrefix("cannot send to '127.0.0.1:\(port)': ") == true)
  }

  @Test func cancellationEndsWaiting() async throws {
    struct Broken: Error {}
    // One connection is not read from, one not written to.
    let (hasEnded, wasInVain) = (Flag(), Flag())
    let first = try serve { socket in
      for _ in 0..<3000 where !hasEnded.isRaised { usleep(10_000) }
      if !hasEnded.isRaised { wasInVain.raise() }
      socket.shutDown()
    }
    let second = try serve { try drain($0) }
    let env = try localEnvironment(mode: .streaming)
    env.generateSequence(from: 0, to: .max).writeToSocket(host: "127.0.0.1", port: first)
    env.socketTextStream(host: "127.0.0.1", port: second).print()
    env.generateSequence(from: 0, to: 5_000_000).map { number -> Int in
      if number == 5_000_000 { throw Broken() }
      return number
    }.discard()
    let failure = await failure { try await env.execute() }
    hasEnded.raise()
    #expect(failure?.message.contains("Broken") == true)
    #expect(!wasInVain.isRaised, "the job ended because the connection did")
  }

  @Test func linesThatAreTooLong() async throws {
    let port = try serve { socket in
      while true { try socket.write([UInt8](repeating: 0x78, count: 1000)) }
    }
    let failure = await failure {
      let env = try localEnvironment(mode: .streaming)
      env.socketTextStream(host: "127.0.0.1", port: port, maxLineLength: 100_000).print()
      try await env.execute()
    }
    #expect(failure?.message == "'127.0.0.1:\(port)' sends a line of more than 100000 bytes")
  }

  @Test func sinksSendLines() async throws {
    let lines = Collected<String>()
    let done = Collected<Int>()
    let port = try serve(connections: 2) { socket in
      var text: [UInt8] = []
      var byte: [UInt8] = [0]
      while try socket.read(into: &byte) { text += byte }
      for line in String(decoding: text, as: UTF8.self).split(separator: "\n") { lines.add(String(line)) }
      done.add(1)
    }
    let env = try localEnvironment(parallelism: 2, mode: .streaming)
    env.generateSequence(from: 1, to: 3000).writeToSocket(host: "127.0.0.1", port: port)
    try await env.execute()
    for _ in 0..<3000 where done.all.count < 2 { try await Task.sleep(for: .milliseconds(10)) }
    #expect(lines.all.compactMap { Int($0) }.sorted() == Array(1...3000))
  }
}
