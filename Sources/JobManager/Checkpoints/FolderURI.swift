import DreyModel

/// Folders as they are named in configurations and requests: as absolute paths, or as addresses of the scheme `file`.
enum FolderURI {
  /// The absolute path without a slash at its end.
  /// - Parameter what: where the text comes from, for the message.
  /// - Throws: ``Failure`` of the domain `usage` where it is neither an absolute path nor such an address.
  static func path(_ text: String, of what: String) throws(Failure) -> String {
    var path: String
    do {
      path = try FileAddress.path(text, domain: .usage)
    } catch {
      throw Failure(.usage, "\(what) is no folder: \(error.message)", advice: error.advice)
    }
    while path.hasSuffix("/"), path.utf8.count > 1 { path.removeLast() }
    guard path.hasPrefix("/"), path.utf8.count > 1 else {
      throw Failure(
        .usage, "\(what) is '\(text)', which is no folder of its own",
        advice: "Give an absolute path, or an address such as file:///a/b.")
    }
    return path
  }
}
