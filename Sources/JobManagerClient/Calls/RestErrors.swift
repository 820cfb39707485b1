import DreyModel

/// The answer to a call that failed.
enum RestErrors {
  /// The first line, or the innermost cause, of each of Flink's `errors`, or of the answer where it is something else.
  ///
  /// Apache Flink sends whole stack traces, under a heading of their own.
  static func lines(of answer: [UInt8]) -> [String] {
    let errors = (try? RestCoding.decode(ErrorResponse.self, from: answer))?.errors
    let texts = errors ?? [String(decoding: answer.prefix(2000), as: UTF8.self)]
    return texts.prefix(5).compactMap(firstLine)
  }

  private static func firstLine(_ text: String) -> String? {
    if text.contains("Caused by: "), let cause = StackTrace(text).rootCause { return String(cause.prefix(500)) }
    let lines = text.split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }
    return lines.first { !$0.isEmpty && !$0.hasPrefix("<Exception on server side") }.map { String($0.prefix(500)) }
  }
}
