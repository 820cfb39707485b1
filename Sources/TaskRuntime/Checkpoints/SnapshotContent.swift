import DreyModel

/// The content of a snapshot, noted while the snapshot is written.
///
/// Written by the subtask's thread, and read by the one that writes, which sees it once it was told that all is written.
final class SnapshotContent: @unchecked Sendable {
  private let uids: [String]
  /// By uid.
  private(set) var summaries: [String: [StateSummary]] = [:]

  /// - Parameter uids: of the operators, by the places of their states.
  init(uids: [String]) { self.uids = uids }

  /// Notes the state at a place, if it is one to be missed.
  func note(_ state: any SnapshotState, count: Int, at place: Int) {
    guard let type = state.type else { return }
    summaries[uids[place], default: []].append(StateSummary(name: state.name, type: type, count: count))
  }
}
