/// The status and headers of a response.
public struct ResponseHead: Sendable, Equatable {
  public var status: Int
  /// Names in lower case.
  public var headers: [String: String] = [:]
}

/// Collects a response's head from the lines libcurl hands over one by one.
struct ResponseHeadParser {
  private var head: ResponseHead?

  /// Takes a line; returns the head when the line ends that of a final response.
  mutating func take(line: String) -> ResponseHead? {
    let text = line.drop { $0 == " " }.split(whereSeparator: \.isNewline).first ?? ""
    if text.hasPrefix("HTTP/") {
      let status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
      head = status.map { ResponseHead(status: $0) }
      return nil
    }
    if text.isEmpty { return finish() }
    if let colon = text.firstIndex(of: ":") {
      let value = text[text.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      head?.headers[text[..<colon].lowercased()] = String(value)
    }
    return nil
  }

  // Interim responses such as 100 are followed by the one that counts; 101 is final.
  private mutating func finish() -> ResponseHead? {
    defer { head = nil }
    guard let head, head.status >= 200 || head.status == 101 else { return nil }
    return head
  }
}
