import ArgumentParser
import DreyDeploy
import DreyModel
import FoundationEssentials

/// Where a failure is written down.
struct PostMortemOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where the post-mortem of a failure goes, or none; default: $XDG_STATE_HOME/drey/post-mortem, or the folder for "
        + "temporary files", valueName: "folder|none"))
  var postMortem: String?

  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  func place() throws(Failure) -> PostMortemPlace {
    guard let postMortem else { return .standard }
    guard postMortem != "none" else { return .none }
    let path = try HostPath.absolute(postMortem)
    var isFolder = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder {
      throw Failure(.usage, "--post-mortem \(postMortem) is not a folder", advice: "Give a folder, or none.")
    }
    return .folder(path)
  }
}
