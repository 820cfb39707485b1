/// Suggestions for an unknown word: the known words that are similar to it.
public enum SimilarWord {
  /// The most similar of `words`, if one is similar at all: a third of its letters differ at most, or it goes on where the
  /// word ends.
  public static func nearest(to word: String, among words: some Sequence<String>) -> String? {
    nearest(to: word, among: words) { max(1, $0 / 3) } ?? words.sorted().first { word.count > 2 && $0.hasPrefix(word) }
  }

  /// The most similar of `words` that differs in no more letters than `limit` says for a word of a length.
  public static func nearest(
    to word: String, among words: some Sequence<String>, limit: (Int) -> Int
  ) -> String? {
    let found = words.sorted().map { (word: $0, distance: distance(word, $0)) }.min { $0.distance < $1.distance }
    guard let found, found.distance <= limit(max(word.count, found.word.count)), found.distance < word.count else {
      return nil
    }
    return found.word
  }

  /// A question that can follow a message, with a space before it; empty if nothing is similar.
  public static func question(for word: String, among words: some Sequence<String>) -> String {
    nearest(to: word, among: words).map { " Did you mean '\($0)'?" } ?? ""
  }

  /// How many letters have to be put in, left out, replaced, or swapped with their neighbour, whatever their case.
  public static func distance(_ first: String, _ second: String) -> Int {
    let (left, right) = (Array(first.lowercased()), Array(second.lowercased()))
    var (before, row) = ([Int](), Array(0...right.count))
    for index in left.indices {
      var next = [index + 1]
      for column in right.indices {
        let isSame = left[index] == right[column]
        var best = min(row[column] + (isSame ? 0 : 1), row[column + 1] + 1, next[column] + 1)
        if index > 0, column > 0, left[index] == right[column - 1], left[index - 1] == right[column] {
          best = min(best, before[column - 1] + 1)
        }
        next.append(best)
      }
      (before, row) = (row, next)
    }
    return row[right.count]
  }
}
