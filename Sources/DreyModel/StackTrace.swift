/// The text of a Java exception as the JVM prints it.
public struct StackTrace: Sendable, Equatable {
  public let lines: [String]

  public init(_ text: String) { lines = text.split(separator: "\n").map(String.init) }
  public init(lines: [String]) { self.lines = lines }

  /// The innermost cause: `class: message`, without the wrappers that Flink puts around what comes from elsewhere.
  public var rootCause: String? {
    let causes = lines.filter { $0.hasPrefix(Self.causedBy) }.map { String($0.dropFirst(Self.causedBy.count)) }
    guard let cause = causes.last ?? lines.first(where: { !Self.isFrame($0) }) else { return nil }
    return Self.unwrapped(Self.trimmed(cause))
  }

  /// The class of the innermost cause.
  public var rootClass: String? { rootCause.map { String($0.prefix { $0 != ":" }) } }

  private static let causedBy = "Caused by: "

  private static func isFrame(_ line: String) -> Bool {
    let text = line.drop { $0 == " " || $0 == "\t" }
    return text.isEmpty || text.hasPrefix("at ") || text.hasPrefix("... ")
  }

  private static func trimmed(_ text: String) -> String {
    var text = text[...]
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }

  private static func unwrapped(_ cause: String) -> String {
    for wrapper in ["org.apache.flink.util.SerializedThrowable: ", "org.apache.flink.runtime.JobException: "] {
      if cause.hasPrefix(wrapper) { return String(cause.dropFirst(wrapper.count)) }
    }
    return cause
  }

  /// The first lines and the last ones, where there are more than `limit`: the cause is at the end.
  public static func cut(_ lines: [String], to limit: Int) -> [String] {
    guard lines.count > limit, limit > 2 else { return Array(lines.prefix(limit)) }
    let head = limit / 2
    let tail = limit - head - 1
    return lines.prefix(head) + ["… \(lines.count - head - tail) lines left out"] + lines.suffix(tail)
  }

  /// This exception as a failure of the application's code, or of the cluster where it tells that something was missing.
  public func failure(_ domain: Failure.Domain? = nil) -> Failure {
    let isMissingSlots = rootClass?.hasSuffix("NoResourceAvailableException") ?? false
    return Failure(
      domain ?? (isMissingSlots ? .infrastructure : .user), rootCause ?? "it failed, and Flink does not say why",
      advice: isMissingSlots ? "Give the cluster more slots, or the job less parallelism." : nil,
      details: Self.cut(lines.map { $0.replacingTabs }, to: 60))
  }
}

extension String {
  fileprivate var replacingTabs: String {
    split(separator: "\t", omittingEmptySubsequences: false).joined(separator: "  ")
  }
}
