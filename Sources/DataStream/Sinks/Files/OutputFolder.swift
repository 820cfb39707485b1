import DreyModel
import Glibc

/// A folder of results: parts that can be seen, and hidden ones that cannot yet.
struct OutputFolder: Sendable {
  let path: String

  /// While it is written.
  func inProgress(_ part: String) -> String { "\(path)/.\(part).inprogress" }
  /// Once it is whole.
  func pending(_ part: String) -> String { "\(path)/.\(part).pending" }

  /// Makes the folder where it is not there.
  /// - Throws: ``Failure`` where that is not possible, or it holds parts already and may not.
  func prepare(mayHoldParts: Bool) throws {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/\(part)"
      if mkdir(made, 0o755) != 0, errno != EEXIST { throw Self.failure(path, errno) }
    }
    guard !mayHoldParts else { return }
    guard let part = try FileListing.names(in: path).filter({ $0.hasPrefix("part-") }).min() else { return }
    throw refusal(part)
  }

  /// Lets a part be seen. One that can be seen already stays as it is.
  /// - Parameter part: its name, and what tells the attempt behind a dot, if anything does.
  func commit(_ part: String) throws {
    let target = "\(path)/\(part.prefix { $0 != "." })"
    let isThere = access(target, F_OK) == 0
    guard access(pending(part), F_OK) == 0 else {
      if isThere { return }
      throw Failure(.user, "'\(pending(part))' is gone, which was to become '\(target)'", advice: Self.sharingAdvice)
    }
    if isThere { throw refusal(part) }
    guard rename(pending(part), target) == 0 else { throw Self.failure(target, errno) }
  }

  /// Removes all parts that are whole and not committed.
  /// - Parameter unfinished: removes those as well that are not whole; nobody may be writing any more.
  func removePending(unfinished: Bool = false) {
    for name in (try? FileListing.names(in: path)) ?? [] where name.hasPrefix(".part-") {
      if name.hasSuffix(".pending") || unfinished && name.hasSuffix(".inprogress") { unlink("\(path)/\(name)") }
    }
  }

  private func refusal(_ part: String) -> Failure {
    Failure(
      .user, "'\(path)' holds results already: \(part)",
      advice: "Remove them, in main() only by env.runOnce(\"NAME\") { … }, or write to another folder.")
  }

  static func failure(_ path: String, _ code: Int32) -> Failure {
    Failure(
      .user, "cannot write '\(path)': \(String(cString: strerror(code)))",
      advice: "In a container the folder must be mounted and writable: drey run --volume FOLDER:FOLDER.")
  }

  private static let sharingAdvice =
    """
    All of a job's processes must see the same folder, and nobody else may change it meanwhile. main() runs in every \
    worker, also in those that replace others: let it empty the folder by try env.runOnce("NAME") { … }, which does so once.
    """
}
