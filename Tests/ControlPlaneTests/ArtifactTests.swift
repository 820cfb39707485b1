import DreyModel
import Glibc
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import ControlPlane

/// A folder of its own that is gone afterwards.
private func withFolder(_ body: (String) async throws -> Void) async throws {
  var template = Array("/tmp/drey-artifacts-XXXXXX".utf8CString)
  try #require(mkdtemp(&template) != nil)
  let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer { removeTree(path) }
  try await body(path)
}

private func names(in folder: String) -> [String] { (try? Folder.names(in: folder)) ?? [] }

private func removeTree(_ path: String) {
  for name in names(in: path) { removeTree("\(path)/\(name)") }
  remove(path)
}

private func write(_ bytes: [UInt8], to path: String) throws {
  let file = try #require(fopen(path, "w"))
  defer { fclose(file) }
  #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
}

private final class Counter: Sendable {
  private let count = Atomic<Int>(0)
  var value: Int { count.load(ordering: .relaxed) }
  func increment() { count.add(1, ordering: .relaxed) }
}

@Suite struct ArtifactTests {
  private let content = (0..<700_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }

  /// Serves `served` under the name of `artifact` to a cache in `folder`.
  private func withCache(
    in folder: String, serving served: String?,
    _ body: (ArtifactCache, _ requests: @Sendable () -> Int) async throws -> Void
  ) async throws {
    let secret = try ClusterSecret(Array("0123456789abcdef".utf8))
    let requests = Counter()
    let listener = try await Listener.bind(host: "127.0.0.1", port: 0)
    let server = ArtifactServer(secret: secret) { _ in
      requests.increment()
      return served
    }
    let serving = Task { await listener.run { try? await server.serve($0) } }
    defer { serving.cancel() }
    let cache = ArtifactCache(folder: "\(folder)/a/cache", secret: secret, host: "127.0.0.1", port: listener.port)
    try await body(cache) { requests.value }
  }

  @Test func anArtifactIsFetchedOnceAndIsExecutable() async throws {
    try await withFolder { folder in
      try write(content, to: "\(folder)/original")
      let artifact = try ContentHash.artifact(ofFile: "\(folder)/original")
      #expect(artifact.size == content.count)
      try await withCache(in: folder, serving: "\(folder)/original") { cache, requests in
        let paths = try await withThrowingTaskGroup(of: String.self) { group in
          for _ in 0..<8 { group.addTask { try await cache.path(of: artifact) } }
          return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(paths == ["\(folder)/a/cache/\(artifact.sha256)"])
        #expect(requests() == 1)
        let path = try #require(paths.first)
        #expect(try ContentHash.artifact(ofFile: path) == artifact)
        var information = stat()
        #expect(stat(path, &information) == 0)
        #expect(information.st_mode & 0o777 == 0o500)
      }
      try await withCache(in: folder, serving: nil) { cache, requests in
        _ = try await cache.path(of: artifact)
        #expect(requests() == 0, "what an earlier process fetched is used again")
      }
    }
  }

  @Test func damagedContentIsRefusedAndLeavesNothing() async throws {
    try await withFolder { folder in
      try write(content, to: "\(folder)/original")
      let artifact = try ContentHash.artifact(ofFile: "\(folder)/original")
      var damaged = content
      damaged[350_000] ^= 1
      for (bytes, word) in [(damaged, "SHA-256"), (Array(content.dropLast()), "instead of")] {
        try write(bytes, to: "\(folder)/original")
        try await withCache(in: folder, serving: "\(folder)/original") { cache, _ in
          let error = await #expect(throws: Failure.self) { try await cache.path(of: artifact) }
          #expect(error?.message.contains(word) == true)
          #expect(names(in: "\(folder)/a/cache").isEmpty)
        }
      }
      try write(content, to: "\(folder)/original")
      try await withCache(in: folder, serving: "\(folder)/original") { cache, _ in
        _ = try await cache.path(of: artifact)
      }
    }
  }

  @Test func aFailedFetchCanBeTriedAgain() async throws {
    try await withFolder { folder in
      try write(content, to: "\(folder)/original")
      let artifact = try ContentHash.artifact(ofFile: "\(folder)/original")
      rename("\(folder)/original", "\(folder)/moved")
      try await withCache(in: folder, serving: "\(folder)/original") { cache, _ in
        await #expect(throws: Failure.self) { try await cache.path(of: artifact) }
        rename("\(folder)/moved", "\(folder)/original")
        _ = try await cache.path(of: artifact)
      }
    }
  }

  @Test func whatWasRemovedIsFetchedAgain() async throws {
    try await withFolder { folder in
      try write(content, to: "\(folder)/original")
      let artifact = try ContentHash.artifact(ofFile: "\(folder)/original")
      try await withCache(in: folder, serving: "\(folder)/original") { cache, requests in
        unlink(try await cache.path(of: artifact))
        let path = try await cache.path(of: artifact)
        #expect(access(path, F_OK) == 0)
        #expect(requests() == 2)
      }
    }
  }

  @Test func whatNobodyUsesIsRemovedOnceItIsTooMuch() async throws {
    try await withFolder { folder in
      let secret = try ClusterSecret(Array("0123456789abcdef".utf8))
      let listener = try await Listener.bind(host: "127.0.0.1", port: 0)
      let server = ArtifactServer(secret: secret) { "\(folder)/\($0)" }
      let serving = Task { await listener.run { try? await server.serve($0) } }
      defer { serving.cancel() }
      var artifacts: [Artifact] = []
      for number in 0..<20 {
        try write(content + [UInt8(number)], to: "\(folder)/original")
        let artifact = try ContentHash.artifact(ofFile: "\(folder)/original")
        rename("\(folder)/original", "\(folder)/\(artifact.sha256)")
        artifacts.append(artifact)
      }
      let cache = ArtifactCache(
        folder: "\(folder)/cache", secret: secret, host: "127.0.0.1", port: listener.port, unusedLimit: 2_200_000)
      let (all, first) = (artifacts, artifacts[0])
      let areThere = await cache.use(first) { path in
        var areThere = true
        for artifact in all {
          let isThere = await cache.use(artifact) { (try? await $0()) != nil }
          areThere = areThere && isThere
        }
        let isStillThere = (try? await path()) != nil
        return areThere && isStillThere
      }
      #expect(areThere)
      #expect(Set(names(in: "\(folder)/cache")) == Set((artifacts.suffix(2) + [first]).map(\.sha256)))
      // A later process finds them, and keeps as many.
      let next = ArtifactCache(
        folder: "\(folder)/cache", secret: secret, host: "127.0.0.1", port: listener.port, unusedLimit: 0)
      let isThere = await next.use(first) { (try? await $0()) != nil }
      #expect(isThere)
      #expect(names(in: "\(folder)/cache") == [first.sha256])
    }
  }

  @Test func whatIsUsedStays() {
    var usage = ArtifactUsage(limit: 10)
    let artifacts = (0..<4).map { Artifact(sha256: "\($0)", size: 6) }
    for artifact in artifacts { usage.take(artifact) }
    #expect(usage.removeSuperfluous(isFull: true).isEmpty)
    for artifact in artifacts.dropLast() { usage.release(artifact) }
    #expect(usage.removeSuperfluous() == [artifacts[1], artifacts[0]])
    #expect(usage.removeSuperfluous(isFull: true) == [artifacts[2]])
    #expect(usage.removeSuperfluous(isFull: true).isEmpty)
  }

  @Test func aNameThatLeavesTheFolderIsRefused() async throws {
    try await withFolder { folder in
      try await withCache(in: folder, serving: nil) { cache, requests in
        await #expect(throws: Failure.self) { try await cache.path(of: Artifact(sha256: "../../evil", size: 1)) }
        #expect(requests() == 0)
      }
    }
  }

  @Test(arguments: [true, false]) func whoReadsNothingOrAsksForNothingIsLost(asks: Bool) async throws {
    try await withFolder { folder in
      try write(Array(repeating: 7, count: 32 << 20), to: "\(folder)/original")
      let secret = try ClusterSecret(Array("0123456789abcdef".utf8))
      let listener = try await Listener.bind(host: "127.0.0.1", port: 0)
      let server = ArtifactServer(secret: secret, patience: .milliseconds(200)) { _ in "\(folder)/original" }
      let (ends, endsInput) = AsyncStream<ControlPlaneError?>.makeStream()
      let serving = Task {
        await listener.run { channel in
          do throws(ControlPlaneError) {
            try await server.serve(channel)
            endsInput.yield(nil)
          } catch { endsInput.yield(error) }
        }
      }
      defer { serving.cancel() }
      try await Dialer.connect(host: "127.0.0.1", port: listener.port) { channel in
        try? await channel.authenticateAsClient(secret)
        if asks { try? await channel.write(ArtifactRequest.get(sha256: "any")) }
        for await end in ends {
          #expect(end == .silent(milliseconds: 200))
          break
        }
      }
    }
  }
}
