/// Finds the fields of a row, as RFC 4180 has them.
struct CSVSplitter {
  let separator: UInt8
  let multiline: Bool

  /// - Throws: ``MalformedLine`` where quotes are not where they may be.
  func split(_ line: TextLine, into fields: inout [CSVField]) throws(MalformedLine) {
    fields.removeAll(keepingCapacity: true)
    let bytes = line.bytes
    var next = 0
    repeat {
      let isQuoted = next < bytes.count && bytes[next] == CSVField.quote
      let field = try isQuoted ? quoted(from: next, line) : plain(from: next, line)
      fields.append(field)
      next = field.end + (isQuoted ? 2 : 1)
      // A separator at the very end is followed by one more field, an empty one.
    } while next <= bytes.count
  }

  private static let notClosed = "not closed; if line feeds are part of fields, read with multiline: true"
  private static let neverClosed = "never closed, or closed in the middle of a field"

  private func plain(from start: Int, _ line: TextLine) throws(MalformedLine) -> CSVField {
    var end = start
    while end < line.bytes.count, line.bytes[end] != separator {
      if line.bytes[end] == CSVField.quote {
        throw line.malformed("a quote within a field that does not begin with one", at: end)
      }
      end += 1
    }
    return CSVField(start: start, end: end)
  }

  private func quoted(from start: Int, _ line: TextLine) throws(MalformedLine) -> CSVField {
    let bytes = line.bytes
    var field = CSVField(start: start + 1, end: start + 1)
    while true {
      while field.end < bytes.count, bytes[field.end] != CSVField.quote { field.end += 1 }
      guard field.end < bytes.count else {
        throw line.malformed("the quote that opens here is \(multiline ? Self.neverClosed : Self.notClosed)", at: start)
      }
      guard field.end + 1 < bytes.count, bytes[field.end + 1] == CSVField.quote else { break }
      field.hasDoubledQuotes = true
      field.end += 2
    }
    if field.end + 1 < bytes.count, bytes[field.end + 1] != separator {
      throw line.malformed("text behind the quote that closes a field", at: field.end + 1)
    }
    return field
  }
}
