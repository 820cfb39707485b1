/// The first bytes of a file, by which one knows what it is.
struct FileHead {
  /// As many as it takes to know a tar archive.
  static let length = 512

  let bytes: [UInt8]

  func begins(with signature: some Collection<UInt8>, at offset: Int = 0) -> Bool {
    bytes.dropFirst(offset).starts(with: signature)
  }

  /// Whether there are control characters that no text has.
  var hasControls: Bool { bytes.contains { $0 < 0x07 || (0x0E..<0x20).contains($0) && $0 != 0x1B } }

  /// Whether it could be text: UTF-8 without such characters.
  var isText: Bool {
    guard !hasControls else { return false }
    // The last character may be cut.
    return (0...3).contains { cut in String(validating: bytes.dropLast(cut), as: UTF8.self) != nil }
  }

  /// Whether nearly every other byte is zero, as in UTF-16 of letters that are plain for the most part.
  /// - Parameter isBigEndian: whether those are the first of their pairs.
  func isWide(isBigEndian: Bool) -> Bool {
    let firsts = stride(from: 0, to: bytes.count - 1, by: 2)
    let zeros = firsts.count { bytes[$0 + (isBigEndian ? 0 : 1)] == 0 }
    let others = firsts.count { bytes[$0 + (isBigEndian ? 1 : 0)] == 0 }
    return bytes.count >= 4 && others == 0 && zeros * 4 >= bytes.count / 2 * 3
  }
}
