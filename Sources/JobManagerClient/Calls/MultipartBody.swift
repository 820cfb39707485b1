import CurlHTTP

/// A form (RFC 7578) with parts from memory and from files that are read while they are sent.
struct MultipartBody: Sendable {
  private let boundary: String
  private var segments: [HTTPBody.Segment] = []

  /// - Parameter boundary: must not occur in any part; a random one does not.
  init(boundary: String = "drey-\(UInt64.random(in: 0 ... .max))-\(UInt64.random(in: 0 ... .max))") {
    self.boundary = boundary
  }

  var contentType: String { "multipart/form-data; boundary=\(boundary)" }

  /// All parts so far and the end.
  var body: HTTPBody { HTTPBody(segments + [.bytes(Array("--\(boundary)--\r\n".utf8))]) }

  /// Adds a part.
  /// - Parameter fileName: made harmless by ``fileName(_:)``.
  mutating func add(_ name: String, fileName: String? = nil, type: String, _ content: HTTPBody.Segment) {
    let file = fileName.map { "; filename=\"\(Self.fileName($0))\"" } ?? ""
    let head = """
      --\(boundary)\r\nContent-Disposition: form-data; name="\(name)"\(file)\r\nContent-Type: \(type)\r\n\r\n
      """
    segments += [.bytes(Array(head.utf8)), content, .bytes([13, 10])]
  }

  /// The last part of a path, of which only characters that every server takes are left.
  static func fileName(_ path: String) -> String {
    let last = path.utf8.split(separator: UInt8(ascii: "/")).last.map(Array.init) ?? []
    let bytes = last.suffix(160).map { byte -> UInt8 in
      switch byte {
      case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): byte
      default: UInt8(ascii: "_")
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
