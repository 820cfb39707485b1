import DreyModel

/// How files are cut into lines.
struct LineOptions: Sendable {
  /// The longest line, in bytes.
  var maxLength: Int
  /// Whether line feeds between double quotes belong to the line.
  var quotesHoldLineFeeds = false
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
