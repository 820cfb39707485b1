import DreyModel
import FoundationEssentials
import Testing

@testable import DreyDeploy

/// However a path is spelled, it names the same thing.
@Suite struct HostPathTests {
  /// With `FOLDER/real/in` and the link `FOLDER/link` to `FOLDER/real`.
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/paths-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder + "/real/in/sp-1", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: folder + "/real/in")
    try body(folder)
  }

  @Test func everySpellingIsMadeAbsolute() throws {
    try withFolder { (folder) throws in
      for (text, path) in [
        ("in", "/in"), ("./in/", "/in"), ("a/../in", "/in"), ("../x", "/../x"), ("a b", "/a b"), (".", ""), ("./", ""),
        ("link/x", "/link/x"), ("link/../x", "/real/x"), ("file:in", "/in"), ("a//b", "/a/b"),
      ] {
        let wanted = text == "../x" ? HostPath.cleaned(folder + path) : folder + path
        let made = try HostPath.absolute(text, relativeTo: folder)
        #expect(made == wanted, "\(text)")
      }
      for text in ["/a/b", "file:/a/b", "file:///a/b", "FILE:///a/b/", "/a/./b", "/a/c/../b"] {
        let made = try HostPath.absolute(text, relativeTo: folder)
        #expect(made == "/a/b", "\(text)")
      }
    }
    let home = try #require(ProcessInfo.processInfo.environment["HOME"])
    #expect(try HostPath.absolute("~/in") == HostPath.cleaned(home + "/in"))
    #expect(try HostPath.absolute("in") == FileManager.default.currentDirectoryPath + "/in")
    #expect(throws: Failure.self) { try HostPath.absolute("s3://bucket/in") }
    #expect(throws: Failure.self) { try HostPath.absolute("") }
  }

  @Test func twoNamesOfOneThingAreEqual() throws {
    try withFolder { folder in
      let real = HostPath.canonical(folder + "/real/in")
      #expect(HostPath.canonical(folder + "/link") == real)
      #expect(HostPath.canonical(folder + "/link/none/x") == real + "/none/x")
    }
  }

  @Test func volumesOfASpecAreRelativeToItsFolder() throws {
    try withFolder { folder in
      let yaml = """
        apiVersion: drey.dev/v1
        application: {source: registry/app:1, fromSavepoint: ./in/sp-1}
        volumes: [./in:/data/in, ../x:/x:rw, "file://\(folder)/y:/y"]
        """
      try Data(yaml.utf8).write(to: URL(filePath: folder + "/real/app.yaml"))
      for path in ["\(folder)/real/app.yaml", "\(folder)/real/../real/./app.yaml", "file://\(folder)/real/app.yaml"] {
        let file = try SpecFile(path: path)
        #expect(file.cluster.volumes.map(\.source) == ["\(folder)/real/in", "\(folder)/x", "\(folder)/y"], "\(path)")
        #expect(file.selection.savepoint?.path == "\(folder)/real/in/sp-1")
      }
    }
  }

  @Test func aSavepointFindsItsVolumeHoweverBothAreSpelled() throws {
    try withFolder { folder in
      for source in [
        "real/in", "./real/in/", "link", "\(folder)/real/../real/in", "file:///\(folder.dropFirst())/link",
      ] {
        let volume = try VolumeMount(parsing: "\(source):/data:rw", relativeTo: folder)
        for text in [
          "real/in/sp-1", "./link/sp-1", "\(folder)/link/sp-1", "file:\(folder)/real/in/sp-1", "file:///data/sp-1",
          "/data/sp-1/", "file:/data/sp-1",
        ] {
          let named = try SavepointRestore(named: text, relativeTo: folder, allowsNonRestoredState: false)
          let found = try SavepointPath(volumes: [volume]).inMembers(named.path)
          #expect(found == "/data/sp-1", "\(source), \(text)")
        }
      }
    }
  }

  @Test func savepointsOfOtherSystemsAreForFlink() throws {
    let named = try SavepointRestore(named: "s3://bucket/sp", relativeTo: "/x", allowsNonRestoredState: false)
    #expect(named.path == "s3://bucket/sp")
    let failure = #expect(throws: Failure.self) { try SavepointPath(volumes: []).inMembers("s3://bucket/sp") }
    #expect(failure?.domain == .usage && failure?.message.contains("s3://bucket/sp") == true)
  }

  @Test(
    arguments: [
      ([0xEF, 0xBB, 0xBF] + Array("a: ä".utf8), "a: ä"), (Array("a: ä".utf8), "a: ä"),
      ([0xFF, 0xFE, 0x61, 0, 0x3A, 0], "a:"), ([0xFE, 0xFF, 0, 0x61, 0, 0x3A], "a:"), ([0x61, 0, 0x3A, 0], "a:"),
      ([0, 0x61, 0, 0x3A], "a:"), ([], ""),
    ] as [([UInt8], String)])
  func aSpecIsReadInEveryEncodingOfYAML(bytes: [UInt8], text: String) throws {
    #expect(try SpecText.decode(Data(bytes), of: "s.yaml") == text)
  }

  @Test(
    arguments: [
      ([0xFF, 0xFE, 0, 0, 0x61], "UTF-32"), ([0x61, 0xFF], "byte 2"), ([0xFF, 0xFE, 0x61], "UTF-16"),
    ] as [([UInt8], String)])
  func anyOtherEncodingIsNamed(bytes: [UInt8], part: String) {
    let failure = #expect(throws: Failure.self) { try SpecText.decode(Data(bytes), of: "s.yaml") }
    #expect(failure?.message.contains(part) == true && failure?.message.contains("s.yaml") == true)
  }
}
