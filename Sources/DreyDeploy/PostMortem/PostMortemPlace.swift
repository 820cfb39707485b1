/// Where the post-mortem of a failed run is written.
public enum PostMortemPlace: Sendable, Equatable {
  case none
  /// Below `$XDG_STATE_HOME/drey/post-mortem`, or else below the folder for temporary files.
  case standard
  /// Below this folder.
  case folder(String)

  /// Returns the folder that gets a folder per failed run; nil: none does.
  public func parent(environment: [String: String]) -> String? {
    switch self {
    case .none: return nil
    case .folder(let path): return path
    case .standard:
      // As its specification says, a path that is not absolute is none.
      if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/drey/post-mortem" }
      if let temporary = environment["TMPDIR"], temporary.hasPrefix("/") { return temporary }
      return "/tmp"
    }
  }
}
