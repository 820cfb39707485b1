import DreyModel
import Glibc
import TaskRuntime

/// A folder of results: parts that can be seen, and hidden ones that cannot yet.
struct OutputFolder: Sendable {
  let path: String

  /// While it is written.
  func inProgress(_ part: String) -> String { "\(path)/.\(part).inprogress" }
  /// Once it is whole.
  func pending(_ part: String) -> String { "\(path)/.\(part).pending" }
  /// Once it can be seen.
  func target(_ part: String) -> String { "\(path)/\(part.prefix { $0 != "." })" }

  /// Makes the folder where it is not there.
  /// - Throws: ``Failure`` where that is not possible.
  func make() throws {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/\(part)"
      if mkdir(made, 0o755) != 0, errno != EEXIST { throw OutputFailures.writing(path, errno) }
    }
  }

  /// The first part that can be seen; nil where there is none.
  func firstPart() throws -> String? { try FileListing.names(in: path).filter { $0.hasPrefix("part-") }.min() }

  /// Lets a part be seen, without ever taking the place of another one. One that can be seen already stays as it is.
  func commit(_ part: String) throws {
    let (source, target) = (pending(part), target(part))
    guard access(source, F_OK) == 0 else {
      if access(target, F_OK) == 0 { return }
      throw OutputFailures.vanished(source, target)
    }
    guard let code = ExclusiveRename.rename(source, to: target) else { return }
    guard code == EEXIST else { throw OutputFailures.writing(target, code) }
    throw OutputFailures.occupied(path, by: String(target.dropFirst(path.count + 1)))
  }

  /// Removes all parts of a job that are whole and not committed.
  /// - Parameter unfinished: removes those as well that are not whole; nobody may be writing any more.
  func removePending(of job: String, unfinished: Bool = false) {
    for name in (try? FileListing.names(in: path)) ?? [] where name.hasPrefix(".part-") && name.contains(".\(job)-") {
      if name.hasSuffix(".pending") || unfinished && name.hasSuffix(".inprogress") { unlink("\(path)/\(name)") }
    }
  }
}

/// Failures that concern a folder of results.
enum OutputFailures {
  static func occupied(_ folder: String, by part: String) -> Failure {
    Failure(
      .user, "'\(folder)' holds results already: \(part)",
      advice:
        "Write to another folder. If these are results of the same job, resume it from its checkpoint or savepoint"
        + " (--from-savepoint), and it adds to them. If nobody needs what was committed there, main() may empty the folder"
        + " by try env.runOnce(\"NAME\") { … }.", isPermanent: true)
  }

  static func vanished(_ source: String, _ target: String) -> Failure {
    Failure(
      .user, "'\(source)' is gone, which was to become '\(target)'",
      advice: "Nobody else may change the folder of results, and all of a job's processes must see the same one. main()"
        + " runs again in every worker, so one that empties the folder removes what was committed: let it do so once, by"
        + " try env.runOnce(\"NAME\") { … }.", isPermanent: true)
  }

  static func writing(_ path: String, _ code: Int32) -> Failure {
    let isReadable = code == EACCES || code == EPERM || code == EROFS
    return Failure(
      .user, "cannot write '\(path)': \(String(cString: strerror(code)))", advice: advice(code),
      isPermanent: SystemError.isPermanent(code) && (isReadable || code != ENOENT))
  }

  private static func advice(_ code: Int32) -> String {
    switch code {
    case ENOSPC, EDQUOT: "Make room there."
    case EACCES, EPERM, EROFS:
      "Let the user with the id \(geteuid()) write there. In a container the folder must be mounted so that it can be"
        + " written to: drey run --volume FOLDER:FOLDER:rw."
    default: "Check the path. In a container the folder must be mounted: drey run --volume FOLDER:FOLDER:rw."
    }
  }

  static func inUse(_ folder: String, _ owner: FolderOwner, by other: FolderOwner?) -> Failure {
    guard let other, other.job == owner.job else {
      return Failure(
        .user, "another job is writing its results into '\(folder)'",
        advice: "Wait until that job has ended, or write to another folder.", isPermanent: true)
    }
    return Failure(
      .user, "two sinks write into the folder '\(folder)': '\(other.sink)' and '\(owner.sink)'",
      advice: "Give each sink a folder of its own, or unite the streams in front of one sink.", isPermanent: true)
  }

  static func takenOver(_ folder: String) -> Failure {
    Failure(
      .user, "'\(folder)' has been taken over by another job since the checkpoint that this job is restored from",
      advice: "Write to another folder.", isPermanent: true)
  }

  /// The state of a sink is that of another one.
  static func foreignState(_ sink: String, _ folder: String, of other: String) -> Failure {
    Failure(
      .usage,
      "the state of the sink '\(sink)' was written for the folder '\(other)', the sink writes into '\(folder)', which"
        + " holds results already",
      advice: "Give the sinks uids, so that each finds its own state, or write into a folder without results.",
      isPermanent: true)
  }
}
