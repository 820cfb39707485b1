/// The line by which Swift says why a process trapped, such as `Orders/Main.swift:7: Fatal error: Index out of range`.
public enum FatalErrorLine {
  /// The last one in the end of what a process wrote to standard error; nil if it said nothing, as most traps of a release
  /// build do.
  public static func find(in tail: [String]) -> String? { tail.last { $0.contains("Fatal error") } }
}
