import DreyModel
import FoundationEssentials

/// The text of a spec file, in whichever encoding of YAML it is written.
enum SpecText {
  /// UTF-8 or UTF-16, with a byte order mark or without.
  /// - Parameter file: the file's name, for messages.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` that names the encoding, or the byte that is in none.
  static func decode(_ data: Data, of file: String) throws(Failure) -> String {
    let bytes = Array(data)
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
      throw Failure(.usage, "\(file) is UTF-32", advice: "Save it as UTF-8.")
    }
    if bytes.starts(with: [0xFF, 0xFE]) { return try utf16(bytes.dropFirst(2), isBigEndian: false, file) }
    if bytes.starts(with: [0xFE, 0xFF]) { return try utf16(bytes.dropFirst(2), isBigEndian: true, file) }
    // A YAML file begins with an ASCII character, and no text has a NUL.
    if bytes.count > 1, bytes[1] == 0, bytes[0] != 0 { return try utf16(bytes[...], isBigEndian: false, file) }
    if bytes.count > 1, bytes[0] == 0, bytes[1] != 0 { return try utf16(bytes[...], isBigEndian: true, file) }
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    guard let decoded = String(validating: text, as: UTF8.self) else {
      throw Failure(.usage, "\(file) is not UTF-8: see byte \(firstBad(text))", advice: "Save it as UTF-8.")
    }
    return decoded
  }

  private static func utf16(
    _ bytes: ArraySlice<UInt8>, isBigEndian: Bool, _ file: String
  ) throws(Failure) -> String {
    let pairs = Array(bytes)
    let units = stride(from: 0, to: pairs.count - 1, by: 2).map { index in
      let (first, second) = (UInt16(pairs[index]), UInt16(pairs[index + 1]))
      return isBigEndian ? first << 8 | second : second << 8 | first
    }
    guard pairs.count.isMultiple(of: 2), let text = String(validating: units, as: UTF16.self) else {
      throw Failure(.usage, "\(file) begins as UTF-16 and is not", advice: "Save it as UTF-8.")
    }
    return text
  }

  /// The number of the first byte, from 1, that is in no character.
  private static func firstBad(_ bytes: ArraySlice<UInt8>) -> Int {
    var good = 0
    var decoder = UTF8()
    var rest = bytes.makeIterator()
    while case .scalarValue(let scalar) = decoder.decode(&rest) { good += UTF8.width(scalar) }
    return bytes.startIndex + good + 1
  }
}
