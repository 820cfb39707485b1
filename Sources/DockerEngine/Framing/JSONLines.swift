/// A response body that is one JSON value per line.
struct JSONLines: Sendable {
  let bytes: ByteStream
  /// The request it answers, for errors.
  let request: String

  struct AsyncIterator {
    fileprivate var bytes: ByteStream.AsyncIterator
    fileprivate let request: String
    private var framer = JSONLineFramer()
    private var lines: ArraySlice<[UInt8]> = []
    private var isAtEnd = false

    fileprivate init(bytes: ByteStream.AsyncIterator, request: String) {
      self.bytes = bytes
      self.request = request
    }

    mutating func next<T: Decodable>(_ type: T.Type) async throws -> T? {
      while lines.isEmpty, !isAtEnd { try await fill() }
      guard let line = lines.popFirst() else { return nil }
      return try JSONCoding.decode(type, from: line, of: request)
    }

    private mutating func fill() async throws {
      if let chunk = try await bytes.next() {
        lines = try framer.append(chunk)[...]
      } else {
        isAtEnd = true
        if let last = framer.finish() { lines = [last] }
      }
    }
  }

  func makeAsyncIterator() -> AsyncIterator { AsyncIterator(bytes: bytes.makeAsyncIterator(), request: request) }
}
