/// A line of a file, without its end; valid only as long as the function runs that it is handed to.
public struct TextLine {
  /// The line.
  public let bytes: UnsafeRawBufferPointer
  /// Where in the file's content the line begins.
  public let offset: Int

  @usableFromInline init(_ bytes: UnsafeRawBufferPointer, offset: Int) {
    self.bytes = bytes
    self.offset = offset
  }

  /// The line as text; what is not UTF-8 reads as U+FFFD.
  @inlinable public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The line without the mark that some programs begin files with.
  public var withoutByteOrderMark: TextLine {
    guard offset == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { return self }
    return TextLine(UnsafeRawBufferPointer(rebasing: bytes[3...]), offset: 3)
  }

  /// The error to throw where the line is not what it should be, because of what stands at `byte` of it.
  public func malformed(_ message: String, at byte: Int = 0) -> MalformedLine {
    MalformedLine(message: message, offset: offset + byte)
  }
}

/// A line is not what it should be.
public struct MalformedLine: Error {
  /// What is wrong.
  public let message: String
  /// Where in the file's content.
  public let offset: Int
  /// Whether no line of the file can be read because of it, so that it is never skipped.
  private(set) var concernsFile = false

  init(message: String, offset: Int) {
    self.message = message
    self.offset = offset
  }

  /// The same where it is the header that is malformed.
  var inHeader: MalformedLine {
    var error = self
    error.concernsFile = true
    return error
  }
}
