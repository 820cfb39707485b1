import FoundationEssentials

/// Where a local member is in its life, as its files and the kernel tell.
enum MemberState: Equatable {
  case created
  case running(MemberStart)
  case exited(MemberStart?, MemberEnd)
  /// It is gone, and so is what would have noted its exit code.
  case dead(MemberStart)

  init(of folder: MemberFolder) {
    let start = PrivateFile.read(MemberStart.self, from: folder.start)
    let isAlive = start?.isAlive ?? false
    // Read after the look at its processes: an end is noted before the last of them is gone.
    let end = PrivateFile.read(MemberEnd.self, from: folder.end)
    self = Self.of(start: start, isAlive: isAlive, end: end)
  }

  static func of(start: MemberStart?, isAlive: Bool, end: MemberEnd?) -> MemberState {
    if let end { return .exited(start, end) }
    guard let start else { return .created }
    return isAlive ? .running(start) : .dead(start)
  }

  var hasEnded: Bool {
    switch self {
    case .created, .running: false
    case .exited, .dead: true
    }
  }

  /// Whether it writes nothing: no more, or nothing yet and that is not waited for.
  func isStill(awaitingStart: Bool) -> Bool { self == .created ? !awaitingStart : hasEnded }

  /// In the word that engines have for it.
  var word: String {
    switch self {
    case .created: "created"
    case .running: "running"
    case .exited: "exited"
    case .dead: "dead"
    }
  }

  var start: MemberStart? {
    switch self {
    case .created: nil
    case .running(let start), .dead(let start): start
    case .exited(let start, _): start
    }
  }

  var end: MemberEnd? { if case .exited(_, let end) = self { end } else { nil } }

  /// Milliseconds since 1970.
  static func now() -> Int { Int(Date.now.timeIntervalSince1970 * 1000) }
}
