import DreyModel
import Glibc

/// A snapshot of one subtask that is being taken.
final class ActiveSnapshot {
  /// Microseconds after which records are to be looked at again.
  private static let portion = 2000

  let trigger: CheckpointTrigger
  let writing: SnapshotWriting
  /// What it is written as.
  let plan: SnapshotPlan
  private let states: [any SnapshotState]
  private let content: SnapshotContent
  private var pieces: [SnapshotPieces] = []
  /// The state that is being written.
  private var place = 0
  private let stall: LongestStall
  /// What is noted as it comes, beside the states: it is taken over at once, however much is left of those.
  private let inFlight: InFlightRecords?
  private var inFlightPieces: SnapshotPieces?

  /// - Parameters:
  ///   - plan: what it is written as.
  ///   - stall: how long records had to wait so far.
  ///   - inFlight: where barriers overtake records, those.
  /// - Throws: ``Failure`` where nothing can be written.
  init(
    _ trigger: CheckpointTrigger, alignment: Int, of checkpoints: SubtaskCheckpoints, as plan: SnapshotPlan,
    _ stall: LongestStall, inFlight: SubtaskCheckpoints.Registered? = nil
  ) throws(Failure) {
    self.trigger = trigger
    self.plan = plan
    states = checkpoints.states.map(\.state)
    self.inFlight = inFlight?.state as? InFlightRecords
    let (subtask, report) = (checkpoints.subtask, checkpoints.setup.report)
    self.stall = stall
    let began = Microseconds.now
    let entries = (checkpoints.states + (inFlight.map { [$0] } ?? [])).map {
      SnapshotFormat.Entry(uid: $0.uid, name: $0.state.name, distribution: $0.state.distribution)
    }
    let uids = Set(entries.map(\.uid)).sorted()
    let content = SnapshotContent(uids: entries.map(\.uid))
    self.content = content
    writing = try SnapshotWriting(
      "\(trigger.folder)/\(plan.fileName(subtask, checkpoints.setup.fileToken, trigger.id))", states: entries,
      version: plan.version, checkpointID: trigger.id
    ) { result in
      switch result {
      case .success(let file):
        report(
          .acknowledged(
            SubtaskSnapshot(
              checkpointID: trigger.id, subtask: subtask, file: file, earlier: file == nil ? nil : plan.earlier,
              alignmentDuration: alignment, longestStall: stall.microseconds,
              asyncDuration: (Microseconds.now - began) / 1000, operators: uids,
              states: content.summaries)))
      case .failure(let failure): report(.declined(subtask, checkpointID: trigger.id, failure))
      }
    }
  }

  /// Fences all states.
  func fence() throws {
    try stall.measure {
      pieces = states.indices.map { place in
        SnapshotPieces(plan.extent) { [writing] in writing.append($0, of: place) }
      }
      for (place, state) in states.enumerated() {
        if let state = state as? any KeyedState { content.note(state, count: state.entryCount, at: place) }
        try state.beginSnapshot(pieces[place])
      }
      guard let inFlight else { return }
      let pieces = SnapshotPieces { [writing, place = states.count] in writing.append($0, of: place) }
      inFlightPieces = pieces
      inFlight.beginSnapshot(pieces)
    }
  }

  /// What later ones can build on once it is complete, after the fence; nil: nothing.
  var foundation: SnapshotFoundation? {
    guard pieces.contains(where: \.hasBlocks) else { return nil }
    return SnapshotFoundation(writing: writing, earlier: plan.earlier ?? [])
  }

  /// Whether there is something to write, and that is not better put off.
  var isBusy: Bool { place < states.count && !writing.isBehind || inFlightPieces != nil && inFlight?.hasNews ?? false }

  /// Whether all has been written but what is still on its way, of which nothing has come.
  var isWaiting: Bool { place == states.count && inFlightPieces != nil && !(inFlight?.hasNews ?? false) }

  /// Goes on writing for a little while.
  /// - Returns: whether anything is left.
  func writePortion() throws -> Bool {
    try stall.measure {
      let end = Microseconds.now + Self.portion
      try writeInFlight()
      while place < states.count {
        if try states[place].continueSnapshot() {
          if Microseconds.now >= end { return true }
          continue
        }
        states[place].endSnapshot()
        try pieces[place].drain()
        if !(states[place] is any KeyedState) { content.note(states[place], count: pieces[place].count, at: place) }
        place += 1
      }
      return inFlightPieces != nil
    }
  }

  private func writeInFlight() throws {
    guard let inFlight, let pieces = inFlightPieces, try !inFlight.continueSnapshot() else { return }
    try pieces.drain()
    content.note(inFlight, count: pieces.count, at: states.count)
    inFlightPieces = nil
  }

  /// All has been written.
  func end() { writing.end() }

  /// Nothing more is written, and what was goes away.
  func abandon() {
    for state in states[place...] { state.endSnapshot() }
    place = states.count
    inFlight?.endSnapshot()
    inFlightPieces = nil
    writing.cancel()
    SnapshotLinks.remove(plan.earlier ?? [])
  }
}

/// How long records had to wait for a snapshot at most.
///
/// Written by the subtask's thread, and read by the one that writes, which sees it once it was told that all is written.
final class LongestStall: @unchecked Sendable {
  private(set) var microseconds = 0

  func measure<Result>(_ body: () throws -> Result) rethrows -> Result {
    let began = Microseconds.now
    defer { microseconds = max(microseconds, Microseconds.now - began) }
    return try body()
  }
}

/// The machine's steady clock.
enum Microseconds {
  static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
  }
}
