import DreyModel

/// How files are cut into lines.
struct LineOptions: Sendable {
  /// The longest line, in bytes.
  var maxLength: Int
  /// The separator of fields whose double quotes may hold line feeds; nil if a line ends at each line feed.
  var quotedFieldSeparator: UInt8?
  /// Bytes that are read at a time.
  var chunkSize = 256 << 10
  /// What becomes of lines that are longer.
  var policy = MalformedPolicy.fail

  /// Counts a line that is too long.
  /// - Throws: ``Failure`` where that is not to be skipped.
  func tooLong(_ path: String, _ offset: Int) throws(Failure) {
    if case .skip(let skipped) = policy { return skipped.add() }
    throw Failure(
      .user, "\(try LinePlace(path, offset)): the line is longer than \(maxLength) bytes; it begins at byte \(offset)",
      advice: "Is it a text file? If lines are that long, raise maxLineLength.", isPermanent: true)
  }
}
