/// How far apart two words are (Levenshtein: insertions, deletions and substitutions), whatever their case.
enum EditDistance {
  static func between(_ first: String, _ second: String) -> Int {
    let (left, right) = (Array(first.lowercased()), Array(second.lowercased()))
    var row = Array(0...right.count)
    for (index, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in right.indices {
        let substituted = diagonal + (character == right[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(substituted, row[column] + 1, row[column + 1] + 1)
      }
    }
    return row[right.count]
  }
}
