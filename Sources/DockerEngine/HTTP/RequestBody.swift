import Glibc

/// What is uploaded with a request: bytes in memory, files read while they are sent, or both one after the other.
public struct RequestBody: Sendable, Equatable {
  /// A part of a body.
  enum Segment: Sendable, Equatable {
    case bytes([UInt8])
    /// The first `size` bytes of a file.
    case file(path: String, size: Int)

    var size: Int {
      switch self {
      case .bytes(let bytes): bytes.count
      case .file(_, let size): size
      }
    }
  }

  var segments: [Segment]

  /// How many bytes are sent.
  public var size: Int { segments.reduce(0) { $0 + $1.size } }

  /// A body from memory.
  public static func bytes(_ bytes: [UInt8]) -> RequestBody { RequestBody(segments: [.bytes(bytes)]) }

  /// A regular file, read while it is sent; it must not change until the request is over.
  ///
  /// Throws `DockerEngineError.invalidArgument` if there is no readable regular file at `path`.
  public static func file(_ path: String) throws -> RequestBody {
    RequestBody(segments: [.file(path: path, size: try FileFacts.size(ofRegularFile: path))])
  }
}

/// What the file system says about a path.
enum FileFacts {
  /// The size in bytes of a readable regular file.
  static func size(ofRegularFile path: String) throws -> Int {
    let facts = try status(of: path)
    guard facts.st_mode & S_IFMT == S_IFREG else {
      throw DockerEngineError.invalidArgument("\(path) is not a regular file")
    }
    guard access(path, R_OK) == 0 else { throw failure(path) }
    return Int(facts.st_size)
  }

  /// The `stat` of a path, following links.
  static func status(of path: String) throws -> stat {
    var facts = stat()
    guard stat(path, &facts) == 0 else { throw failure(path) }
    return facts
  }

  /// The whole of a small file, or `nil` if it cannot be read.
  static func contents(of path: String) -> [UInt8]? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var contents: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      contents += chunk[..<count]
      guard count == chunk.count else { return ferror(file) == 0 ? contents : nil }
    }
  }

  private static func failure(_ path: String) -> DockerEngineError {
    .invalidArgument("\(path) cannot be read: \(String(cString: strerror(errno)))")
  }
}
