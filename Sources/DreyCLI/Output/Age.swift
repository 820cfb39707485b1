/// Lengths of time and moments as people say them.
enum Age {
  /// In the largest unit of which there are two: `45 s`, `3 min`, `26 h`, `5 d`.
  static func text(_ seconds: Int) -> String {
    switch seconds {
    case ..<120: "\(max(0, seconds)) s"
    case ..<7200: "\(seconds / 60) min"
    case ..<172_800: "\(seconds / 3600) h"
    default: "\(seconds / 86_400) d"
    }
  }

  /// When something expires, seen from `now`; both in seconds since 1970.
  static func expiry(_ expires: Int?, now: Int) -> String {
    guard let expires else { return "never" }
    return expires > now ? "in \(text(expires - now))" : "\(text(now - expires)) ago"
  }
}
