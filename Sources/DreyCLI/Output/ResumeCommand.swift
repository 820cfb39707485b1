/// The command that goes on with a run which was interrupted: the one that it was, from what it left.
enum ResumeCommand {
  private static let options: Set = ["-s", "--from-savepoint"]

  /// - Parameters:
  ///   - arguments: those of the run, with the program's name before them.
  ///   - path: of the savepoint or checkpoint, as the cluster sees it.
  static func text(_ arguments: [String], from path: String) -> String {
    var words = ["drey"]
    var rest = arguments.dropFirst()
    while let word = rest.popFirst() {
      if word == "--" {
        rest = [word] + rest
        break
      }
      if options.contains(word) {
        _ = rest.popFirst()
      } else if !word.hasPrefix("--from-savepoint=") {
        words.append(word)
      }
    }
    return (words + ["--from-savepoint", path] + rest).map(quoted).joined(separator: " ")
  }

  /// As a shell reads it.
  private static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.utf8.allSatisfy { byte in
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: "-_./:=,@%+".utf8.contains(byte)
        }
      }
    return isPlain
      ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
