import DreyModel
import FoundationEssentials

/// A folder with what makes up Apache Flink: `lib` with `flink-dist-….jar`, and beside it what its packages bring.
struct FlinkDistribution: Sendable, Equatable {
  var folder: String
  var version: String

  /// What of it goes into an image. A wheel has no `conf`, a binary release more than these.
  static let folders = ["lib", "opt", "plugins", "bin", "conf", "licenses"]
  private static let documents = ["LICENSE", "NOTICE"]

  /// Looks into a folder: a distribution, or what was unpacked of a Python package that carries one.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` that says what is not there or damaged.
  init(folder: String) throws(Failure) {
    for candidate in [folder, "\(folder)/pyflink", "\(folder)/deps"] {
      let jars = Self.names(in: "\(candidate)/lib").filter { $0.hasSuffix(".jar") }
      guard let version = jars.compactMap(FlinkVersion.ofDistribution).first else { continue }
      for jar in jars { try Self.checkArchive("\(candidate)/lib/\(jar)") }
      (self.folder, self.version) = (candidate, version)
      return
    }
    throw Failure(
      .usage, "folder \(folder) does not hold Apache Flink: there is no lib/flink-dist-….jar in it",
      advice: FlinkSource.advice)
  }

  /// Refuses another version than the one that was asked for.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  func check(version wanted: String?) throws(Failure) {
    guard let wanted, wanted != version else { return }
    throw Failure(
      .usage, "\(folder) holds Apache Flink \(version), not \(wanted)",
      advice: "Leave out --flink-version, or give the files of \(wanted).")
  }

  /// The files for an image, in the same order every time.
  /// - Parameter root: the folder of the build context that they go to.
  func files(under root: String) -> [ImageDefinition.File] {
    let inFolders = Self.folders.flatMap { top in
      Self.files(below: "\(folder)/\(top)").map { "\(top)/\($0)" }
    }
    let documents = Self.documents.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)") }
    return (inFolders + documents).map { name in
      ImageDefinition.File(name: "\(root)/\(name)", path: "\(folder)/\(name)", mode: mode(of: name))
    }
  }

  /// Archives of Python packages do not say which files are programs.
  private func mode(of name: String) -> Int {
    name.hasSuffix(".sh")
      || FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") && !name.hasSuffix(".jar")
      ? 0o755 : 0o644
  }

  private static func files(below folder: String) -> [String] {
    names(in: folder).flatMap { name -> [String] in
      let path = "\(folder)/\(name)"
      var isFolder = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return [] }
      return isFolder ? files(below: path).map { "\(name)/\($0)" } : [name]
    }
  }

  private static func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  /// A JAR begins and ends as a ZIP archive does; one that was cut off, as by a full disk, does not.
  private static func checkArchive(_ path: String) throws(Failure) {
    let isWhole = try MappedFile(path: path).withBytes { bytes in
      let end = bytes.suffix(22 + 0xFFFF)
      return bytes.starts(with: [0x50, 0x4B, 3, 4])
        && end.indices.reversed().contains { end[$0...].starts(with: [0x50, 0x4B, 5, 6]) }
    }
    guard isWhole else { throw Failure(.usage, "\(path) is not a JAR, or not all of it") }
  }
}
