import DreyModel
import StreamRecords
import TaskRuntime

extension StreamExecutionEnvironment {
  /// The lines of all files of a folder, and of those that come into it as long as the job runs.
  ///
  /// ```swift
  /// env.watchTextFolder("/data/inbox", every: .seconds(10)).print()
  /// ```
  /// A file is read once, as by ``readTextFile(_:maxLineLength:)`` but by one subtask, which its path decides on. It has to
  /// be whole when it comes: write it elsewhere, or under a name that begins with a dot, and move it. What changes in a file
  /// later is not seen. The stream ends only when the job is cancelled; the job fails where folder or file cannot be read.
  /// - Parameter every: how often the folder is looked at.
  public func watchTextFolder(
    _ path: String, every: Duration = .seconds(1), maxLineLength: Int = 64 << 20
  ) -> DataStream<String> {
    let source = WatchedFolderSource(path: path, every: every, maxLineLength: maxLineLength)
    let stream = fromSource(source, name: "Watched Folder")
    // An address that names no folder fails when it is read.
    stream.inputs[0].node.watched = (try? FileAddress.path(path)) ?? path
    return stream
  }
}

/// The source behind ``StreamExecutionEnvironment/watchTextFolder(_:every:maxLineLength:)``.
struct WatchedFolderSource: StreamSource {
  let path: String
  let every: Duration
  var maxLineLength = 64 << 20

  var boundedness: Boundedness { .unbounded }

  func splits(parallelism: Int) -> [[WatchedShare]] {
    (0..<parallelism).map { [WatchedShare(index: $0, count: parallelism, seen: [], current: nil)] }
  }

  func reader(for split: WatchedShare) throws -> WatchedFolderReader { try WatchedFolderReader(split, self) }

  func lines(of split: FileSplit) throws -> FileReader<TextLines> {
    try FileSource(path, TextLines(), maxLineLength: maxLineLength).reader(for: split)
  }
}

/// A subtask's share of the files of a folder, and how far it got.
struct WatchedShare: StreamCodable, Equatable {
  let index: Int
  let count: Int
  /// The files that were begun.
  var seen: [String]
  /// What is left of the last of them.
  var current: FileSplit?

  /// Whether a file belongs to the share: to exactly one of all shares, the same in every process.
  func has(_ path: String) -> Bool { path.fastHash % UInt64(max(1, count)) == UInt64(index) }

  static func put(_ share: WatchedShare, into writer: inout ByteWriter) {
    Int.put(share.index, into: &writer)
    Int.put(share.count, into: &writer)
    writer.integer(UInt32(truncatingIfNeeded: share.seen.count))
    for path in share.seen { String.put(path, into: &writer) }
    Bool.put(share.current != nil, into: &writer)
    if let current = share.current { FileSplit.put(current, into: &writer) }
  }

  static func get(from reader: inout ByteReader) -> WatchedShare {
    let (index, count) = (Int.get(from: &reader), Int.get(from: &reader))
    var seen: [String] = []
    let paths = Int(reader.integer(UInt32.self))
    while seen.count < paths, !reader.failed { seen.append(String.get(from: &reader)) }
    let current = Bool.get(from: &reader) ? FileSplit.get(from: &reader) : nil
    if index < 0 || count < 0 { reader.fail() }
    return WatchedShare(index: index, count: count, seen: seen, current: current)
  }
}
