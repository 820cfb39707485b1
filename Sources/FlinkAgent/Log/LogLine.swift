import DreyModel

/// A line on a JVM's standard error.
struct LogLine: Sendable, Equatable {
  var level: String
  var logger: String
  var message: String
  /// The lines of the exception that goes with it.
  var stackTrace: [String]

  /// One message in the format of ``LoggingConfiguration``.
  /// - Returns: nil where the line is something else, such as what the JVM says itself.
  init?(parsing line: String) {
    let scalars = line.unicodeScalars
    guard scalars.first == LoggingConfiguration.start else { return nil }
    let parts = scalars.dropFirst().split(
      separator: LoggingConfiguration.separator, maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count >= 3 else { return nil }
    level = String(parts[0])
    logger = String(parts[1])
    message = JSONEscapes.removed(from: Substring(parts[2]))
    let trace = parts.count > 3 ? JSONEscapes.removed(from: Substring(parts[3])) : ""
    stackTrace = trace.split(separator: "\n").map(String.init)
  }

  /// Message and exception, which is cut to this many lines.
  func text(maximumLines: Int = 60) -> String {
    guard !stackTrace.isEmpty else { return message }
    return ([message] + StackTrace.cut(stackTrace, to: maximumLines)).joined(separator: "\n")
  }
}

/// Escapes as in JSON's strings.
enum JSONEscapes {
  /// The text that is meant; what is no valid escape stays as it is.
  static func removed(from text: Substring) -> String {
    guard text.unicodeScalars.contains("\\") else { return String(text) }
    var result = String.UnicodeScalarView()
    var rest = text.unicodeScalars
    while let scalar = rest.popFirst() {
      guard scalar == "\\", let kind = rest.popFirst() else {
        result.append(scalar)
        continue
      }
      result.append(contentsOf: meaning(of: kind, &rest))
    }
    return String(result)
  }

  private static func meaning(of kind: Unicode.Scalar, _ rest: inout Substring.UnicodeScalarView) -> [Unicode.Scalar] {
    switch kind {
    case "n": ["\n"]
    case "t": ["\t"]
    case "r": []
    case "b", "f": [" "]
    case "\"", "\\", "/": [kind]
    case "u": codePoint(&rest)
    default: ["\\", kind]
    }
  }

  private static func codePoint(_ rest: inout Substring.UnicodeScalarView) -> [Unicode.Scalar] {
    let digits = String(rest.prefix(4))
    guard digits.utf8.count == 4, let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else {
      return ["\\", "u"]
    }
    rest = rest.dropFirst(4)
    return [scalar]
  }
}
