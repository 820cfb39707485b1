import DreyModel
import FoundationEssentials
import Testing

@testable import DreyDeploy

@Suite struct ExecutableFileTests {
  /// A 64-bit little-endian ELF header with one program header.
  private func elf(machine: UInt16 = 62, programHeader: UInt8 = 1, mark: Bool = true) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 128)
    bytes.replaceSubrange(0..<6, with: [0x7F, 0x45, 0x4C, 0x46, 2, 1])
    bytes[18] = UInt8(machine & 255)
    bytes[32] = 64
    bytes[54] = 56
    bytes[56] = 1
    bytes[64] = programHeader
    return bytes + (mark ? Array("dev.drey.application/contract=1".utf8) : [])
  }

  private func withFile<R>(_ bytes: [UInt8], mode: Int = 0o755, _ body: (String) throws -> R) throws -> R {
    let path = FileManager.default.temporaryDirectory.path + "/drey-elf-\(UInt64.random(in: 0 ... .max))"
    try Data(bytes).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  private func refusal(_ bytes: [UInt8], engine: String = "amd64") throws -> Failure {
    try withFile(bytes) { path in
      try #require(throws: Failure.self) {
        try ExecutableFile(path: path).checkRunnable(path: path, engineArchitecture: engine)
      }
    }
  }

  @Test func staticApplicationIsRunnable() throws {
    try withFile(elf()) { path in
      let file = try ExecutableFile(path: path)
      #expect(file.architecture == "amd64" && !file.isDynamic && file.isApplication)
      try file.checkRunnable(path: path, engineArchitecture: "amd64")
    }
  }

  @Test func otherArchitectureIsRefused() throws {
    #expect(try refusal(elf(machine: 183)).message.contains("built for arm64, but the engine runs amd64"))
  }

  @Test func dynamicExecutableIsRefusedWithTheWayToBuildIt() throws {
    #expect(try refusal(elf(programHeader: 3)).advice?.contains("-static-executable") == true)
  }

  @Test func programWithoutTheMarkIsRefused() throws {
    #expect(try refusal(elf(mark: false)).message.contains("not a drey application"))
  }

  @Test(arguments: [[], [1, 2, 3], Array("#!/bin/sh\nexit 0\n".utf8)] as [[UInt8]])
  func whatIsNoELFIsRefused(bytes: [UInt8]) throws {
    #expect(try refusal(bytes).message.contains("not a 64-bit Linux executable"))
  }

  @Test func fileWithoutExecutePermissionIsRefused() throws {
    try withFile(elf(), mode: 0o644) { path in
      let failure = try #require(throws: Failure.self) { try ExecutableFile(path: path) }
      #expect(failure.advice == "Run: chmod +x \(path)")
    }
  }

  @Test func headersThatPointNowhereDoNotCrash() throws {
    var bytes = elf()
    for index in 32..<40 { bytes[index] = 0xFF }
    bytes[56] = 0xFF
    bytes[57] = 0xFF
    let file = try withFile(bytes) { try ExecutableFile(path: $0) }
    #expect(!file.isDynamic)
  }

  @Test func missingPathIsRefusedAndNamesAreTakenForImages() throws {
    let failure = try #require(throws: Failure.self) { try ApplicationSource("./no/such/app") }
    #expect(failure.message.contains("./no/such/app"))
    #expect(try ApplicationSource("registry/app:1") == .image(reference: "registry/app:1"))
    #expect(try ApplicationSource("registry/app:1").hint == "app")
  }

  @Test func folderWithoutPackageIsRefused() throws {
    let failure = try #require(throws: Failure.self) { try ApplicationSource("/proc") }
    #expect(failure.message.contains("no Package.swift"))
  }
}
