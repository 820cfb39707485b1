import DreyModel
import FoundationEssentials

/// The folder where distributions of Apache Flink are kept unpacked, so that none is fetched twice.
struct FlinkCache: Sendable {
  var folder: String

  init(folder: String) { self.folder = folder }

  /// `$XDG_CACHE_HOME/drey/flink`, or below `~/.cache`.
  init(environment: [String: String]) {
    let home = environment["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path
    let given = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    folder = "\(given ?? "\(home)/.cache")/drey/flink"
  }

  /// A version from the package index.
  func fetched(_ version: String, observer: any RunObserver) async throws -> FlinkDistribution {
    try FlinkVersion.check(version)
    return try await kept(as: version) { scratch in
      observer.progress(.build, "fetching Apache Flink \(version), some 300 MB, with pip")
      let archive = try await Python.download(version, to: "\(scratch)/download") { observer.detail(.build, $0) }
      try await Python.unpack(archive, to: "\(scratch)/flink")
    }
  }

  /// What is in an archive.
  func unpacked(_ archive: String, observer: any RunObserver) async throws -> FlinkDistribution {
    var hash = ContentHash()
    try hash.add(name: "archive", fileAt: archive)
    return try await kept(as: "archive-\(hash.finish().prefix(16))") { scratch in
      observer.progress(.build, "unpacking \(archive)")
      try await Python.unpack(archive, to: "\(scratch)/flink")
    }
  }

  /// An entry, which is made aside and moved into place when it is whole, so that no other process sees a part of it.
  private func kept(as name: String, make: (_ scratch: String) async throws -> Void) async throws -> FlinkDistribution {
    let place = "\(folder)/\(name)"
    if let entry = try? FlinkDistribution(folder: place) { return entry }
    let scratch = "\(folder)/.\(name)-\(UInt64.random(in: 0 ... .max))"
    try create(scratch)
    // A process that was killed leaves 300 MB.
    Leftovers.remove(from: folder, unchangedFor: .seconds(86_400)) { $0.hasPrefix(".") }
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    try await make(scratch)
    _ = try FlinkDistribution(folder: "\(scratch)/flink")
    if (try? FlinkDistribution(folder: place)) == nil {
      try? FileManager.default.removeItem(atPath: place)
      do { try FileManager.default.moveItem(atPath: "\(scratch)/flink", toPath: place) } catch {
        // Another process may have been faster; what it made is as good.
        return try FlinkDistribution(folder: place)
      }
    }
    return try FlinkDistribution(folder: place)
  }

  private func create(_ path: String) throws(Failure) {
    do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
      throw Failure(
        .infrastructure, "the folder \(path) cannot be made: \(error)",
        advice: "Set XDG_CACHE_HOME to a folder that can be written to, with 1 GB of space.")
    }
  }
}
