public import DreyModel
import Glibc

/// What can be known of an executable without running it. Linux ELF only: that is what containers run.
public struct ExecutableFile: Sendable, Equatable {
  /// In Docker's and Go's words, as engines report it: `amd64` or `arm64`.
  public var architecture: String
  /// Needs a dynamic loader, which a container made from scratch does not have.
  public var isDynamic: Bool
  /// Carries the mark of a drey application.
  public var isApplication: Bool

  /// The bytes every drey application contains (see the `DataStream` module).
  static let applicationMark = "dev.drey.application/contract="

  /// Reads the file's headers and looks for the mark.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage`: not there, not readable, not executable, not ELF.
  public init(path: String) throws(Failure) {
    let file = try MappedFile(path: path)
    guard access(path, X_OK) == 0 else {
      throw Failure(.usage, "\(path) is not executable", advice: "Run: chmod +x \(path)")
    }
    self = try file.withBytes { bytes throws(Failure) in try ExecutableFile(bytes, path: path) }
  }

  private init(_ bytes: UnsafeRawBufferPointer, path: String) throws(Failure) {
    guard bytes.count >= 64, bytes.prefix(4).elementsEqual([0x7F, 0x45, 0x4C, 0x46]), bytes[4] == 2, bytes[5] == 1
    else {
      throw Failure(
        .usage, "\(path) is not a 64-bit Linux executable",
        advice: "Give a SwiftPM package folder, an executable built for Linux, or an image.")
    }
    architecture = Self.architecture(machine: Self.integer(bytes, 18, as: UInt16.self))
    isDynamic = Self.hasInterpreter(bytes)
    isApplication = Self.contains(bytes, Self.applicationMark)
  }

  /// Refuses what an application container of the given architecture could not run.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` that says what is wrong and how to build it right.
  public func checkRunnable(path: String, engineArchitecture: String) throws(Failure) {
    guard isApplication else {
      throw Failure(
        .usage, "\(path) is not a drey application",
        advice: "An application imports DataStream and its @main type conforms to StreamApplication.")
    }
    guard architecture == engineArchitecture else {
      throw Failure(
        .usage, "\(path) is built for \(architecture), but the engine runs \(engineArchitecture)",
        advice: "Build it for \(engineArchitecture), or give its package folder.")
    }
    guard !isDynamic else {
      throw Failure(
        .usage, "\(path) is dynamically linked, and the containers hold no libraries",
        advice: "Give its package folder, or build with: swift build -c release "
          + PackageBuild.linkArguments.joined(separator: " "))
    }
  }

  /// Refuses what this machine could not run.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  func checkRunnableHere(path: String) throws(Failure) {
    let own = Self.hostArchitecture
    guard architecture != own else { return }
    throw Failure(
      .usage, "\(path) is built for \(architecture), but this machine is \(own), so that main() cannot run on it",
      advice: "Use --mode application, where main() runs in the cluster.")
  }

  /// Of this machine.
  static var hostArchitecture: String {
    #if arch(x86_64)
      "amd64"
    #elseif arch(arm64)
      "arm64"
    #else
      "of another architecture"
    #endif
  }

  private static func architecture(machine: UInt16) -> String {
    switch machine {
    case 62: "amd64"
    case 183: "arm64"
    default: "ELF machine \(machine)"
    }
  }

  /// Program headers: their offset, size and number stand at 32, 54 and 56; type 3 is PT_INTERP.
  private static func hasInterpreter(_ header: UnsafeRawBufferPointer) -> Bool {
    let offset = integer(header, 32, as: UInt64.self)
    let size = UInt64(integer(header, 54, as: UInt16.self))
    let count = UInt64(integer(header, 56, as: UInt16.self))
    return (0..<count).contains { index in
      let (start, overflow) = offset.addingReportingOverflow(index * size)
      guard !overflow, start < UInt64(header.count) else { return false }
      return integer(header, Int(start), as: UInt32.self) == 3
    }
  }

  private static func integer<I: FixedWidthInteger>(_ bytes: UnsafeRawBufferPointer, _ offset: Int, as: I.Type) -> I {
    guard offset >= 0, offset <= bytes.count - MemoryLayout<I>.size else { return 0 }
    return I(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: I.self))
  }

  private static func contains(_ bytes: UnsafeRawBufferPointer, _ text: String) -> Bool {
    let wanted = Array(text.utf8)
    guard let first = wanted.first, var place = bytes.baseAddress else { return false }
    let end = place + bytes.count
    while end - place >= wanted.count, let found = memchr(place, Int32(first), end - place) {
      if end - UnsafeRawPointer(found) >= wanted.count, memcmp(found, wanted, wanted.count) == 0 { return true }
      place = UnsafeRawPointer(found) + 1
    }
    return false
  }
}
