import FoundationEssentials

/// Records as JSON, one object per line: `{"type":"record","line":"…"}`, or `"base64"` where a record is not UTF-8; with
/// the member that wrote it where that is known.
enum RecordLines {
  /// - Parameters:
  ///   - bytes: whole lines.
  ///   - member: a name, of letters, digits and dashes.
  static func json(_ bytes: [UInt8], from member: String? = nil) -> [UInt8] {
    let head = #"{"type":"record","# + (member.map { #""member":"\#($0)","# } ?? "")
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / 2)
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    for line in lines { append(line, after: head, to: &result) }
    return result
  }

  private static func append(_ line: ArraySlice<UInt8>, after head: String, to result: inout [UInt8]) {
    result += head.utf8
    if String(validating: line, as: UTF8.self) == nil {
      result += #""base64":""#.utf8
      result += Data(line).base64EncodedString().utf8
    } else {
      result += #""line":""#.utf8
      for byte in line { escape(byte, into: &result) }
    }
    result += "\"}\n".utf8
  }

  private static func escape(_ byte: UInt8, into result: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
    case 0..<0x20:
      let digits = String(byte, radix: 16)
      result += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
    default: result.append(byte)
    }
  }
}
