/// A line of a file, without its end; valid only as long as the function runs that it is handed to.
public struct TextLine {
  /// The line.
  public let bytes: UnsafeRawBufferPointer
  /// Where in the file's content the line begins.
  public let offset: Int
  /// Whether it is the first of its file, such as a header.
  public let isFirst: Bool

  @usableFromInline init(_ bytes: UnsafeRawBufferPointer, offset: Int, isFirst: Bool) {
    self.bytes = bytes
    self.offset = offset
    self.isFirst = isFirst
  }

  /// The line as text; what is not UTF-8 reads as U+FFFD.
  @inlinable public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The error to throw where the line is not what it should be, because of what stands at `byte` of it.
  public func malformed(_ message: String, at byte: Int = 0) -> MalformedLine {
    MalformedLine(message: message, offset: offset + byte)
  }
}

/// A line is not what it should be.
public struct MalformedLine: Error {
  /// What is wrong.
  public let message: String
  /// Where in the file's content; in the first line's text if it concerns the file.
  public let offset: Int
  /// Whether no line of the file can be read because of it, so that it is never skipped.
  private(set) var concernsFile = false

  init(message: String, offset: Int) {
    self.message = message
    self.offset = offset
  }

  /// Something in the header because of which no line of the file can be read.
  static func header(_ message: String, at byte: Int = 0) -> MalformedLine {
    var error = MalformedLine(message: message, offset: byte)
    error.concernsFile = true
    return error
  }
}
