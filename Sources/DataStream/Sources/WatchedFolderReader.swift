import Glibc
import TaskRuntime

/// Reads the new files of a subtask's share, one after the other, in the order of their paths.
struct WatchedFolderReader: SplitReader {
  private let source: WatchedFolderSource
  private let share: WatchedShare
  private var begun: [String]
  private var seen: Set<String>
  private var waiting: [FileEntry] = []
  private var current: FileReader<TextLines>?
  private var nextLook: ContinuousClock.Instant

  init(_ share: WatchedShare, _ source: WatchedFolderSource) throws {
    self.source = source
    self.share = share
    begun = share.seen
    seen = Set(begun)
    current = try share.current.map { try source.lines(of: $0) }
    nextLook = .now
  }

  /// The same share, with the files that were begun.
  var rest: WatchedShare? {
    WatchedShare(index: share.index, count: share.count, seen: begun, current: current?.rest)
  }

  mutating func emitChunk(to out: inout Emitter<String>) throws -> ReadStatus {
    if current == nil { try beginNext() }
    guard current != nil else { return .nothingAvailable }
    if try current?.emitChunk(to: &out) == .endOfInput { current = nil }
    return .moreAvailable
  }

  private mutating func beginNext() throws {
    if waiting.isEmpty { try look() }
    guard let file = waiting.popLast() else { return }
    current = try source.lines(of: FileSplit(path: file.path, range: 0..<Int.max, fileSize: file.size ?? .max))
    begun.append(file.path)
    seen.insert(file.path)
  }

  /// Looks at the folder when it is time, else waits a little.
  private mutating func look() throws {
    let wait = ContinuousClock.now.duration(to: nextLook)
    guard wait <= .zero else {
      usleep(wait < .milliseconds(50) ? 1000 : 50_000)
      return
    }
    let files = try FileListing.files(at: source.path)
    waiting = files.filter { share.has($0.path) && !seen.contains($0.path) }.reversed()
    nextLook = .now + source.every
  }
}
