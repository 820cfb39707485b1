import DreyModel
import FoundationEssentials
import Testing

@testable import DreyDeploy

/// Packages with `resources:`, which `Bundle.module` looks for beside the executable.
@Suite struct ResourceTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/drey-resources-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  /// An executable that looks for two bundles where they were built, and one that is beside it.
  private func executable(in folder: String) throws -> String {
    let files = FileManager.default
    try files.createDirectory(atPath: "\(folder)/bin/a_b.resources/deep/er", withIntermediateDirectories: true)
    try files.createDirectory(atPath: "\(folder)/built/c_d.resources", withIntermediateDirectories: true)
    for (path, text) in [
      ("bin/a_b.resources/one.json", "1"), ("bin/a_b.resources/deep/er/two.json", "22"),
      ("built/c_d.resources/three", ""),
    ] { try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(path)")) }
    let texts = [
      "code", "/gone/a_b.resources", "could not load resources", "\(folder)/built/c_d.resources", "/gone/e_f.resources",
      "x.resources.y", "/gone/.resources",
    ]
    let path = "\(folder)/bin/app"
    try Data((texts.joined(separator: "\0") + "\0").utf8).write(to: URL(filePath: path))
    return path
  }

  @Test func bundlesAreFoundBesideTheExecutableAndWhereItWasBuilt() throws {
    try withFolder { folder in
      let (found, missing) = try ResourceBundle.ofExecutable(try executable(in: folder))
      #expect(found.map(\.name) == ["a_b.resources", "c_d.resources"])
      #expect(found.map(\.folder) == ["\(folder)/bin/a_b.resources", "\(folder)/built/c_d.resources"])
      #expect(missing == ["/gone/e_f.resources"])
      #expect(try found[0].files().map(\.path) == ["a_b.resources/deep/er/two.json", "a_b.resources/one.json"])
    }
  }

  @Test func theyTravelAtTheEndOfTheExecutable() throws {
    try withFolder { folder in
      let path = try executable(in: folder)
      let observer = KeepingObserver()
      let packed = try ResourcePacking(executable: path, observer: observer).run()
      defer { try? FileManager.default.removeItem(at: URL(filePath: packed).deletingLastPathComponent()) }
      #expect(packed != path && packed.hasSuffix("/app"))
      let (plain, whole) = (try Data(contentsOf: URL(filePath: path)), try Data(contentsOf: URL(filePath: packed)))
      #expect(whole.starts(with: plain))
      let trailer = try #require(PackedResources.Trailer(whole.suffix(PackedResources.Trailer.size)))
      let resources = Array(whole.dropLast(PackedResources.Trailer.size).suffix(trailer.length))
      #expect(plain.count + resources.count + PackedResources.Trailer.size == whole.count)
      resources.withUnsafeBytes { bytes in
        let texts = PackedResources.entries(in: bytes)?.map { entry in
          "\(entry.path)=\(String(decoding: bytes[entry.content], as: UTF8.self))"
        }
        #expect(
          texts == ["a_b.resources/deep/er/two.json=22", "a_b.resources/one.json=1", "c_d.resources/three="])
      }
      #expect(try ResourcePacking(executable: path, observer: observer).run() == packed)
      #expect(try Data(contentsOf: URL(filePath: packed)) == whole, "the same resources make the same file")
      let beside = try ResourceBundle.ofExecutable(packed).found
      #expect(beside.map(\.name) == ["a_b.resources", "c_d.resources"])
      #expect(try beside[0].files().map(\.path) == ["a_b.resources/deep/er/two.json", "a_b.resources/one.json"])
      try Data("changed".utf8).write(to: URL(filePath: "\(folder)/built/c_d.resources/three"))
      _ = try ResourcePacking(executable: path, observer: observer).run()
      let changed = try Data(contentsOf: URL(filePath: packed)).suffix(PackedResources.Trailer.size)
      #expect(PackedResources.Trailer(changed)?.digest != trailer.digest)
    }
  }

  @Test func anExecutableWithoutResourcesStaysWhatItIs() throws {
    try withFolder { folder in
      let path = "\(folder)/app"
      try Data("nothing of that kind".utf8).write(to: URL(filePath: path))
      #expect(try ResourcePacking(executable: path, observer: KeepingObserver()).run() == path)
    }
  }

  @Test func whatWasNotPackedByDreyIsNotUnpacked() {
    func entries(_ bytes: [UInt8]) -> Int? {
      bytes.withUnsafeBytes { PackedResources.entries(in: $0)?.count }
    }
    let good = PackedResources.head(path: "a/b", size: 2) + [1, 2]
    #expect(entries(good + good) == 2 && entries([]) == 0)
    #expect(entries(Array(good.dropLast())) == nil)
    #expect(entries(PackedResources.head(path: "a", size: .max)) == nil)
    for path in ["../a", "/a", "a/../../b", "a//b", "", "a/.", "a\0b"] {
      #expect(entries(PackedResources.head(path: path, size: 0)) == nil, "\(path)")
    }
    let trailer = PackedResources.Trailer(length: 7, digest: String(repeating: "0f", count: 32))
    #expect(PackedResources.Trailer(trailer.bytes) == trailer)
    #expect(PackedResources.Trailer(trailer.bytes.dropLast()) == nil)
    #expect(PackedResources.Trailer([UInt8](repeating: 0xFF, count: PackedResources.Trailer.size)) == nil)
  }

  @Test(arguments: [
    [
      "/lib/x86_64-linux-gnu/libcurl.a(libcurl_la-openssl.o):function f: error: undefined reference to 'SSL_connect'",
      "clang: error: linker command failed with exit code 1 (use -v to see invocation)",
    ],
    [
      "ld.lld: error: undefined symbol: nghttp2_version", ">>> referenced by http2.c",
      ">>>               libcurl_la-http2.o:(Curl_http2_ver) in archive /usr/lib/x86_64-linux-gnu/libcurl.a",
    ],
    ["/usr/bin/ld: /usr/lib/libcurl.a(http2.o): in function `f': http2.c:(.text+0x1): undefined reference to `n'"],
  ])
  func aPackageThatUsesURLSessionIsToldWhatToUseInstead(output: [String]) throws {
    let failure = try #require(LinkFailure(inBuildOutput: ["[1/2] Compiling x.swift"] + output))
    #expect(failure.message.contains("libcurl"))
    #expect(failure.advice.contains("URLSession") && failure.advice.contains("async-http-client"))
  }

  @Test(arguments: [
    ["/p/Sources/a.swift:1:1: error: cannot find 'x' in scope"], ["main.o: error: undefined reference to 'mine'"],
    ["/lib/libcurl.a(x.o):function f: warning: Using 'getpwuid_r' in statically linked applications requires"],
  ])
  func otherErrorsAreThePackages(output: [String]) { #expect(LinkFailure(inBuildOutput: output) == nil) }
}
