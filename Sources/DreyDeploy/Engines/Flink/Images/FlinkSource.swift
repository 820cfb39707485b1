import DreyModel
import FoundationEssentials

/// Where the files of Apache Flink come from.
enum FlinkSource: Sendable, Equatable {
  /// What `pip` finds.
  case index
  /// A wheel, a source distribution of the Python package, or Flink's own binary release.
  case archive(path: String)
  /// One of them unpacked.
  case folder(path: String)

  static let advice =
    "Give the package apache-flink-libraries (a .whl or .tar.gz), Flink's binary release (.tgz), or a folder with "
    + "what is in them."

  /// Decides by what is there.
  /// - Parameter path: what the user gave; nil means the index.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where nothing is there, or no such thing.
  init(_ path: String?) throws(Failure) {
    guard let path else {
      self = .index
      return
    }
    var isFolder = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Failure(.usage, "\(path) does not exist", advice: Self.advice)
    }
    self = isFolder ? .folder(path: path) : .archive(path: path)
  }

  /// The distribution, fetched or unpacked into the cache unless it is there already.
  /// - Parameter version: which one; nil takes what a file or folder holds.
  /// - Throws: ``DreyModel/Failure`` that says what is missing or wrong.
  func distribution(version: String?, cache: FlinkCache, observer: any RunObserver) async throws -> FlinkDistribution {
    let found =
      switch self {
      case .folder(let path): try FlinkDistribution(folder: path)
      case .archive(let path): try await cache.unpacked(path, observer: observer)
      case .index: try await cache.fetched(version ?? FlinkVersion.standard, observer: observer)
      }
    try found.check(version: version)
    return found
  }
}
