/// The last lines of a text, as many as a number of bytes holds.
struct TextTail {
  private let limit: Int
  private var older = ""
  private var newer = ""

  init(limit: Int) { self.limit = limit }

  /// Adds whole lines. Half of what there may be goes where it would be too much.
  mutating func append(_ lines: String) {
    if newer.utf8.count + lines.utf8.count > limit / 2 { (older, newer) = (newer, "") }
    newer += lines
  }

  /// The text that is left.
  var text: String { older + newer }
}
