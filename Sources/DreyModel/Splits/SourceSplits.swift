/// The splits of the sources of a job: for each subtask of a source its splits, as the source's own code wrote them.
///
/// They are enumerated once per job, by one worker, and are the same for every attempt.
public struct SourceSplits: Sendable, Equatable {
  /// Bytes that the splits of a job may take: the JobManager holds them as long as the job runs.
  public static let maximumByteCount = 16 << 20
  /// Bytes of splits that one message carries at most.
  public static let messageByteCount = 1 << 20

  /// By subtask. A subtask that has nothing to read has a share all the same, which is empty.
  public private(set) var shares: [SubtaskID: [UInt8]]

  public init(shares: [SubtaskID: [UInt8]] = [:]) { self.shares = shares }

  public var isEmpty: Bool { shares.isEmpty }
  public var byteCount: Int { shares.values.reduce(0) { $0 + $1.count } }

  /// Whether the splits of a source have been enumerated.
  public func has(vertex: Int) -> Bool { shares[SubtaskID(vertex: vertex, index: 0)] != nil }

  /// Takes in the next part of a subtask's share.
  public mutating func append(_ part: SplitsPart) { shares[part.subtask, default: []] += part.bytes }

  /// Takes in the splits of other sources.
  public mutating func merge(_ other: SourceSplits) { shares.merge(other.shares) { known, _ in known } }

  /// The shares of some subtasks.
  public func filter(_ isIncluded: (SubtaskID) -> Bool) -> SourceSplits {
    SourceSplits(shares: shares.filter { isIncluded($0.key) })
  }

  /// Parts that make up all shares when they are appended one after the other, a message's worth at a time.
  public func messages(atMost limit: Int = messageByteCount) -> [[SplitsPart]] {
    var messages: [[SplitsPart]] = []
    var message: [SplitsPart] = []
    var room = limit
    for (subtask, bytes) in shares.sorted(by: { $0.key < $1.key }) {
      var rest = bytes[...]
      repeat {
        if room <= 0 {
          messages.append(message)
          (message, room) = ([], limit)
        }
        let bytes = rest.prefix(room)
        message.append(SplitsPart(subtask: subtask, bytes: Array(bytes)))
        rest = rest.dropFirst(bytes.count)
        // The bytes that name the subtask count as well.
        room -= bytes.count + SplitsPart.overhead
      } while !rest.isEmpty
    }
    return message.isEmpty ? messages : messages + [message]
  }

  /// Says that there are too many of them.
  /// - Parameter source: the name of the source that has the most.
  public func tooLarge(_ source: String) -> Failure {
    Failure(
      .user,
      "what '\(source)' reads is cut into too many splits: they take \(byteCount) bytes, of the"
        + " \(Self.maximumByteCount) that the splits of a job may take",
      advice: "Give the job fewer files: put small ones together, or read a part of the folder at a time.")
  }
}

/// A part of what one subtask of a source reads.
public struct SplitsPart: Sendable, Equatable {
  /// About what a part takes in a message besides its bytes.
  static let overhead = 32

  public var subtask: SubtaskID
  public var bytes: [UInt8]

  public init(subtask: SubtaskID, bytes: [UInt8]) {
    self.subtask = subtask
    self.bytes = bytes
  }
}
