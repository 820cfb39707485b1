/// How much a command says on standard error.
enum Verbosity: Int, Sendable, Comparable {
  case quiet, normal, verbose
  static func < (left: Verbosity, right: Verbosity) -> Bool { left.rawValue < right.rawValue }
}
