import DreyModel

/// How CSV files are written.
struct CSVOptions: Sendable {
  var separator: Unicode.Scalar
  var header: Bool
  var multiline: Bool

  /// - Throws: ``Failure`` where fields cannot be told apart by `separator`.
  static func check(_ separator: Unicode.Scalar) throws(Failure) -> UInt8 {
    guard separator.isASCII, !["\"", "\n", "\r"].contains(separator) else {
      throw Failure(
        .user, "CSV files cannot be separated by '\(separator)'", advice: "It has to be one ASCII character.",
        isPermanent: true)
    }
    return UInt8(truncatingIfNeeded: separator.value)
  }
}
