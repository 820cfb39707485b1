import CurlHTTP

/// What is uploaded with a request: bytes in memory, files read while they are sent, or both one after the other.
public struct RequestBody: Sendable, Equatable {
  let content: HTTPBody

  init(_ content: HTTPBody) { self.content = content }

  /// How many bytes are sent.
  public var size: Int { content.size }

  /// A body from memory.
  public static func bytes(_ bytes: [UInt8]) -> RequestBody { RequestBody(HTTPBody([.bytes(bytes)])) }

  /// A regular file, read while it is sent; it must not change until the request is over.
  ///
  /// Throws `DockerEngineError.invalidArgument` if there is no readable regular file at `path`.
  public static func file(_ path: String) throws -> RequestBody {
    try DockerEngineError.mapping { RequestBody(HTTPBody([try .wholeFile(path)])) }
  }
}
