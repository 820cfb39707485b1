/// Why a file is no JAR that can be read. It says what is wrong, not in which file.
public struct JarError: Error, Sendable, Equatable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}
