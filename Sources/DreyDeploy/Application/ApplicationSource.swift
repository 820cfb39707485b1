public import DreyModel
import Glibc

/// What `APP` on the command line means.
public enum ApplicationSource: Sendable, Equatable {
  /// A SwiftPM package folder; it is built for the containers.
  case package(folder: String)
  /// A JAR for Apache Flink.
  case jar(path: String)
  /// A SQL script or a Python job for a session of Apache Flink.
  case script(path: String)
  /// An executable file.
  case executable(path: String)
  /// An image that carries the application.
  case image(reference: String)

  /// Decides by what is there: a folder with a `Package.swift`, a file (a JAR or a script where its name ends so), else a reference of an image.
  /// - Parameter folder: what a path is relative to.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where the text can only be a path, and nothing is there.
  public init(_ text: String, relativeTo folder: String? = nil) throws(Failure) {
    var status = stat()
    let path = try? HostPath.absolute(text, relativeTo: folder)
    guard let path, stat(path, &status) == 0 else {
      guard Self.mayBeImage(text) else {
        throw Failure(
          .usage, "\(text) does not exist",
          advice: "Give a SwiftPM package folder, an executable, a JAR, a script, or an image.")
      }
      self = .image(reference: text)
      return
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      self = Self.file(path)
      return
    }
    guard access("\(path)/Package.swift", R_OK) == 0 else {
      throw Failure(
        .usage, "folder \(text) holds no Package.swift",
        advice: "Give the folder of a SwiftPM package that depends on drey's DataStream.")
    }
    // By one name, whatever it is called: a package that was built under another name is built anew.
    self = .package(folder: HostPath.canonical(path))
  }

  /// A name for the cluster and the application's image.
  public var hint: String {
    switch self {
    case .package(let path), .executable(let path), .jar(let path), .script(let path): Self.lastComponent(of: path)
    case .image(let reference): Self.lastComponent(of: String(reference.prefix { $0 != "@" })).prefixUpToColon
    }
  }

  private static func file(_ path: String) -> ApplicationSource {
    let name = path.lowercased()
    if name.hasSuffix(".jar") { return .jar(path: path) }
    return name.hasSuffix(".sql") || name.hasSuffix(".py") ? .script(path: path) : .executable(path: path)
  }

  private static func mayBeImage(_ text: String) -> Bool {
    guard let first = text.utf8.first else { return false }
    return first != UInt8(ascii: ".") && first != UInt8(ascii: "/") && first != UInt8(ascii: "~")
      && !text.lowercased().hasPrefix("file:")
  }

  private static func lastComponent(of path: String) -> String {
    let resolved = realpath(path, nil)
    defer { free(resolved) }
    let text = resolved.map { String(cString: $0) } ?? path
    return text.split(separator: "/").last.map(String.init) ?? "app"
  }
}

extension String {
  fileprivate var prefixUpToColon: String { String(prefix { $0 != ":" }) }
}
