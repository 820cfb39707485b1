import DreyModel
import Glibc
import Synchronization
import Testing

@testable import DataStream

/// What a test and the readers of its sources tell each other.
final class Stage: Sendable {
  private struct State {
    var polls: [String: Int] = [:]
    var emitted: [String: Int] = [:]
    /// How many records may come of each script, and then its end; all where nothing is said.
    var allowed: [String: Int] = [:]
  }

  private let state = Mutex(State())

  func allow(_ name: String, _ count: Int) { state.withLock { $0.allowed[name] = count } }

  /// Lets everything come.
  func open() { state.withLock { $0.allowed = [:] } }

  func polls(of name: String) -> Int { state.withLock { $0.polls[name] ?? 0 } }

  func emitted(_ name: String) -> Int { state.withLock { $0.emitted[name] ?? 0 } }

  /// A reader is asked for the record at a place.
  /// - Returns: whether it may come, which it does then.
  fileprivate func ask(_ name: String, _ position: Int, isEnd: Bool) -> Bool {
    state.withLock { state in
      state.polls[name, default: 0] += 1
      guard position < state.allowed[name] ?? .max else { return false }
      if !isEnd { state.emitted[name] = position + 1 }
      return true
    }
  }

  /// Waits for a state of the readers.
  func until(_ what: Comment, _ condition: (Stage) -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while !condition(self) {
      try #require(ContinuousClock.now < deadline, what)
      try await Task.sleep(for: .milliseconds(1))
    }
  }
}

/// Event times, one per chunk, as a stage allows. Each script is a split.
struct ScriptedSource: StreamSource {
  struct Script: Sendable {
    let name: String
    let times: [Int]
  }

  struct Place: Codable, StreamCodable {
    var script: Int
    var position: Int
  }

  let stage: Stage
  let boundedness: Boundedness
  let scripts: [Script]

  init(_ stage: Stage, _ scripts: [Script], boundedness: Boundedness = .unbounded) {
    self.stage = stage
    self.scripts = scripts
    self.boundedness = boundedness
  }

  func splits(parallelism: Int) -> [[Place]] {
    (0..<parallelism).map { subtask in
      scripts.indices.filter { $0 % parallelism == subtask }.map { Place(script: $0, position: 0) }
    }
  }

  func reader(for split: Place) -> ScriptedReader {
    ScriptedReader(rest: split, stage: stage, script: scripts[split.script])
  }
}

struct ScriptedReader: SplitReader {
  var rest: ScriptedSource.Place?
  let stage: Stage
  let script: ScriptedSource.Script

  mutating func emitChunk(to out: inout Emitter<Int>) -> ReadStatus {
    guard let place = rest else { return .endOfInput }
    let isEnd = place.position >= script.times.count
    guard stage.ask(script.name, place.position, isEnd: isEnd) else {
      usleep(1000)
      return .nothingAvailable
    }
    guard !isEnd else {
      rest = nil
      return .endOfInput
    }
    out.emit(script.times[place.position])
    rest?.position += 1
    return .moreAvailable
  }
}
