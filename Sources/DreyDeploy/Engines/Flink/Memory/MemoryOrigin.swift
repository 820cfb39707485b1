/// Where the size of a part of memory comes from.
public enum MemoryOrigin: Sendable, Equatable, CustomStringConvertible {
  /// The options say so.
  case configured(key: String)
  /// Flink's default of a key.
  case defaultOf(key: String)
  /// A fraction of another part, as the value of a key says.
  case fraction(key: String)
  /// What the fraction gives is less than the least.
  case minimum(key: String)
  /// What the fraction gives is more than the most.
  case maximum(key: String)
  /// What other parts leave of a whole; the text names both.
  case rest(String)
  /// The sum of other parts.
  case sum
  /// The container's limit.
  case limit

  public var description: String {
    switch self {
    case .configured(let key): key
    case .defaultOf(let key): "default of \(key)"
    case .fraction(let key): "share by \(key)"
    case .minimum(let key): "at least \(key)"
    case .maximum(let key): "at most \(key)"
    case .rest(let text): text
    case .sum: "sum of its parts"
    case .limit: "the container's limit"
    }
  }

  /// The key that says it or would change it.
  var key: String? {
    switch self {
    case .configured(let key), .defaultOf(let key), .fraction(let key), .minimum(let key), .maximum(let key): key
    case .rest, .sum, .limit: nil
    }
  }
}
